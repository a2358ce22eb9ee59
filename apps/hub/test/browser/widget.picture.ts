import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { eventually } from '@hub/testing';
import type { Browser } from 'playwright-core';
import { archiveFiles } from '../../../widget/src/build/build-archive.js';
import { openButtonBranch } from '../button-branch.js';
import { startWholeHub, type WholeHub } from '../whole-hub.js';
import { openBrowser, visit } from './open-browser.js';
import { servePages, widgetCode, type Pages } from './serve-pages.js';

let world: WholeHub;
let pages: Pages;
let browser: Browser;

beforeAll(async () => {
  world = await startWholeHub();
  pages = await servePages();
  browser = await openBrowser(pages);
});
afterAll(async () => {
  await browser.close();
  await pages.close();
  await world.close();
});

it('draws the button with its reasons', async () => {
  const limits = { activeDeals: 2, interval: 90, newDealsToday: 9 };
  const kazan = await openButtonBranch(world, 'kazan', { Анна: limits }, 5);
  const token = () => kazan.token('Анна');
  const uploaded = {
    files: archiveFiles({ hub: world.hub.url }),
    version: '1.0.0',
    client: kazan.amo.clientId,
  };
  pages.sessions.set('kazan.amocrm.ru', { userId: kazan.user('Анна'), uploaded, token });
  await kazan.addLead('Анна', kazan.to);
  const page = await visit(browser, kazan.origin);
  const button = `#fh-button-${widgetCode}`;
  const kind = () => page.getAttribute(button, 'data-kind');
  await eventually(async () => expect(await kind()).toBe('free'));
  await page.click(`${button} .fh-take`);
  await eventually(async () => expect(await kind()).toBe('granted'));
  await eventually(async () => {
    await page.click(`${button} [data-fh=refresh]`);
    expect(await page.locator(`${button} .fh-reasons li`).count()).toBe(2);
  });
  mkdirSync('docs/images', { recursive: true });
  await page.setViewportSize({ width: 460, height: 560 });
  await page.evaluate(`document.getElementById('work').replaceChildren()`);
  await page.screenshot({ path: 'docs/images/widget.png' });
});
