export { loadConfig } from './load-config.js';
export { createLogger, LOGGER, nestLogger, type Logger } from './logger.js';
export { Problem, type FieldError, type ProblemBody } from './problem.js';
export { GiveUp, RetryLater, VerdictError, type Verdict } from './verdict.js';
