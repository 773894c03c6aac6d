import sharp from 'sharp';

/**
 * sharp, set up once for a process that sees every picture only once.
 *
 * libvips keeps up to 50 MB of decoded pixels and recent operations for a second look that never comes here, so its cache is off.
 */
sharp.cache(false);

export { sharp };
