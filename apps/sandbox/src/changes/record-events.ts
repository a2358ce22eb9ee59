import type { ChangeSubscriber } from '../sandbox.js';
import { eventOf, singular } from './event-rows.js';
import { packValues } from './stored-events.js';

/** Writes the events feed of entities 8: one row per change that has an event. */
export const recordEvents: ChangeSubscriber = (sandbox, account, changes) => {
  for (const change of changes) {
    const event = eventOf(account, change, () => sandbox.ids.next());
    if (!event) continue;
    account.events.push({
      serial: sandbox.ids.next(),
      type: event.type,
      entity_id: event.entity.id,
      entity_type: singular[event.entity.type],
      created_by: change.author,
      created_at: change.at,
      values: packValues(event.after, event.before),
    });
  }
};
