/** One hook on its way to one destination, as `GET /__sandbox__/deliveries` shows it. */
export interface Delivery {
  id: number;
  subdomain: string;
  /** The subscription; null for a digital pipeline hook. */
  webhookId: number | null;
  destination: string;
  /** Code as in `settings`, or `dp_webhook`, `dp_widget`. */
  event: string;
  contentType: string;
  body: string;
  /** Emulated milliseconds. */
  createdAt: number;
  /** When the next try is due, in emulated milliseconds. */
  dueAt: number | null;
  tries: { at: number; status: number }[];
  state: 'held' | 'waiting' | 'sending' | 'delivered' | 'failed' | 'lost' | 'dropped';
}

/** What a sender needs to make a delivery. */
export type NewDelivery = Pick<
  Delivery,
  'subdomain' | 'webhookId' | 'destination' | 'event' | 'contentType' | 'body'
>;

/** What a saved state keeps of the deliveries. */
export interface PendingDeliveries {
  last: number;
  /** Subdomains whose hooks are held, `*` for all. */
  holding: string[];
  /** Ids of the reordered ones that wait for the next to their destination. */
  parked: number[];
  deliveries: Delivery[];
  /** Missing in files of before it was kept. */
  pauses?: SavedPauses;
}

/** Kommo's pauses by destination: moments of bad answers that count, and when a pause ends. */
export interface SavedPauses {
  failures: ReadonlyMap<string, number[]>;
  ends: ReadonlyMap<string, number>;
}
