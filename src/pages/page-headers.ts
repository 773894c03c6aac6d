import { secureHeaders } from 'hono/secure-headers';

/** What every page for people is sent with: nothing from elsewhere, nothing inline, and its address goes nowhere. */
export const pageHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'blob:', 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  // The page may be behind a proxy that speaks TLS for other names too; its headers are the proxy's business.
  strictTransportSecurity: false,
});
