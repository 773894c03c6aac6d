import { createRequire } from 'node:module';

/**
 * Draws lines and letters, in DejaVu Sans, bold, the only font there is. It and its renderer are loaded only once they are needed.
 *
 * @param svg a whole document of our own making: nothing in it is escaped here.
 * @returns premultiplied RGBA of the size that the document says.
 */
export async function drawnSvg(svg: string): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const fontFiles = [createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')];
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' };
  return (await renderAsync(svg, { font })).pixels;
}
