import { closeOnSignal, type RunningService } from '@hub/service';

/** A service whose start ends after the channel to its starter is gone. It goes on for ever unless that is noticed. */
const service: Pick<RunningService, 'close'> = { close: () => Promise.resolve() };
const start = setInterval(() => {
  if (process.connected) return;
  clearInterval(start);
  setInterval(() => undefined, 60_000);
  closeOnSignal(service as RunningService);
}, 10);
process.send?.('starting');
