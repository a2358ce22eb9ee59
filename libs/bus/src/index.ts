export {
  Bus,
  forEver,
  type ConsumerSpec,
  type GivenUp,
  type Job,
  type ScheduleSpec,
  type Statement,
} from './bus.js';
export { BusConfig } from './bus-config.js';
export { BusModule, connectBus, type BusOptions } from './bus.module.js';
export { enqueuePerSpan } from './enqueue-per-span.js';
export { countFitting } from './payload-limit.js';
export { Reply, type ReplyAbout } from './reply.js';
export type { Work } from './work.js';
