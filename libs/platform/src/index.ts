export { describeFailure } from './describe-failure.js';
export { every, type Rounds } from './every.js';
export { loadConfig } from './load-config.js';
export { createLogger, LOGGER, nestLogger, type Logger } from './logger.js';
export { createMetrics, METRICS } from './metrics.js';
export { PlatformModule } from './platform.module.js';
export { Problem, type FieldError, type ProblemBody } from './problem.js';
export { Readiness, type Probe } from './readiness.js';
export { GiveUp, isRefusal, RetryLater, VerdictError, type Verdict } from './verdict.js';
