export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
export { freePort } from './free-port.js';
export { startNatsServer, type NatsServer } from './nats-server.js';
