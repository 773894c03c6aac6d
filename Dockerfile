# The packages, in a stage of their own, so that npm's cache stays out of the image.
FROM node:24.21.0-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Not "npm ci": it refuses lock files that leave out other platforms' optional binaries (docs/decisions/006). The comparison
# proves that exactly the locked versions were installed. The npm package "node" is for development and stays out.
RUN cp package-lock.json /tmp/locked.json \
  && npm install --omit=dev --no-audit --no-fund \
  && cmp package-lock.json /tmp/locked.json

FROM node:24.21.0-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=8787 \
  EASEL_DATA_DIR=/data \
  MALLOC_ARENA_MAX=2 \
  MALLOC_MMAP_THRESHOLD_=32768 \
  NODE_OPTIONS=--max-semi-space-size=4
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE ./
COPY commands ./commands
COPY src ./src
# The data belongs to the user that runs Easel; the program itself only root could change.
RUN install --directory --owner=node --group=node --mode=0700 /data
VOLUME /data
USER node
EXPOSE 8787
# Whether it lives. Whether it can do its work is for who hands it requests: "easel health --ready", or GET /readyz.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["node", "src/easel.js", "health"]
# Running jobs get 25 s to end (drainSeconds): stop with "docker stop -t 35", or they are taken up at the next start.
STOPSIGNAL SIGTERM
CMD ["node", "src/easel.js", "start"]
