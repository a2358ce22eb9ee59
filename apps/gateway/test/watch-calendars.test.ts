import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WatchCalendars } from '../src/calendar/watch-calendars.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const review = (text: string) => gateway.service.app.get(WatchCalendars).review(new Date(text));
const open = async () =>
  (
    (await gateway.api('get', '/alarms').set('Accept-Language', 'en')).body.items as { message: string }[]
  ).map(({ message }) => message.split('.')[0]);

it('misses the next calendar from December in Moscow on, once, until it is there', async () => {
  await review('2026-11-30T20:59:59Z');
  expect(await open()).toEqual([]);
  await review('2026-11-30T21:00:00Z');
  await review('2026-12-01T06:00:00Z');
  expect(await open()).toEqual(['The hub has no production calendar of 2027 (Russia)']);
  // As after an update that brings it.
  await review('2026-11-29T06:00:00Z');
  expect(await open()).toEqual([]);
});
