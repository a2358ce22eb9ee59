import type { ChangeSubscriber } from './change-subscriber.js';

/** Writes the events feed of entities 8. Not filled yet: events answer 501. */
export const recordEvents: ChangeSubscriber = () => undefined;
