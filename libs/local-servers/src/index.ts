export { keepEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
export { assertFolderFree, FolderInUse, lockFolder } from './folder-lock.js';
export { freePort } from './free-port.js';
export { keepRunning, type Ending, type Kept } from './keep-running.js';
export { keepNatsServer, startNatsServer, type NatsServer } from './nats-server.js';
