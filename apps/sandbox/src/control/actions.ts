import type { GlobalRoute } from '../http/route.js';

/** What a person does in the web interface (POST actions). No route yet. */
export const actionControl: readonly GlobalRoute[] = [];
