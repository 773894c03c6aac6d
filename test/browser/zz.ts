import { openBrowser } from './open-browser.ts';
import { paint } from './scripted-studio.ts';
const b = await openBrowser();
for (const [w, h, scheme, name] of [[390, 844, 'light', 'Ada'], [1280, 800, 'dark', 'Bob']] as const) {
const ctx = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme, deviceScaleFactor: w < 500 ? 2 : 1 });
const page = await ctx.newPage();
page.setDefaultTimeout(20000);
page.on('console', (m) => m.type() === 'error' && console.log(m.text())); page.on('pageerror', (e) => console.log(e.stack));
await page.addInitScript(`localStorage.setItem('easel.name', '${name}')`);
const shot = (s: string) => page.screenshot({ path: `/tmp/playground-shots/real-${w}-${s}.png` });
await page.goto('http://127.0.0.1:18795/'); await page.waitForTimeout(700);
const box = page.locator('#prompt');
const send = async (t: string) => { await box.fill(t); await box.press('Escape'); await box.press('Enter'); await page.waitForTimeout(300); };
await send('A lighthouse at dusk, warm light in the window, loose watercolour n:4');
await page.waitForTimeout(500); await shot('1');
await page.locator('.result').last().waitFor(); await page.waitForTimeout(800); await shot('2');
await page.getByRole('button', { name: 'Edit 2' }).last().click(); await page.waitForTimeout(500); await shot('3-form');
await page.getByLabel('What should change?').fill('make it winter');
await page.getByRole('dialog').getByRole('button', { name: 'Edit', exact: true }).click();
await page.waitForTimeout(3500); await shot('4');
for (const c of ['/models', '/history', '/credits', '/settings aspect:16:9', '/help', 'a fox n:3 aspect:21:9 background:transparent format:jpeg', 'pricey n:10 quality:high']) { await send(c); await page.waitForTimeout(700); await shot('5' + c.replace(/\W+/g, '-')); }
await page.locator('#files').setInputFiles([{ name: 'mug.png', mimeType: 'image/png', buffer: Buffer.from(await paint({ width: 300, height: 300, color: '#4a7' })) }, { name: 'text.png', mimeType: 'image/png', buffer: Buffer.from('hello') }]);
await send('composite of both'); await page.waitForTimeout(2500); await shot('6');
console.log(await page.locator('.message').count(), await page.locator('.waiting').count());
}
process.exit(0);
