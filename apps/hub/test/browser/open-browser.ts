import { chromium, type Browser, type Page } from 'playwright-core';
import type { Pages } from './serve-pages.js';

/** A browser in which accounts' hosts lead to the test's own pages, and nothing leads anywhere else. */
export async function openBrowser({ port }: Pages): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update', '--ignore-certificate-errors'],
      // The hub of the test is on this machine, as no real one is for a browser.
      '--disable-features=LocalNetworkAccessChecks',
      `--host-resolver-rules=MAP *.amocrm.ru 127.0.0.1:${port}, MAP evil.example 127.0.0.1:${port}`,
    ],
  });
}

/** Opens an account's page and goes to an area. */
export async function visit(browser: Browser, origin: string, area = 'leads'): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1100, height: 720 },
  });
  const page = await context.newPage();
  await page.goto(`${origin}/leads`);
  await enter(page, area);
  return page;
}

/** Goes to another area of the same page. */
export async function enter(page: Page, area: string): Promise<void> {
  await page.evaluate(`amo.enter(${JSON.stringify(area)})`);
}
