export { eventually } from './eventually.js';
export { programOf } from './program-of.js';
export { createTestDatabase, testPool, type TestDatabase } from './test-database.js';
export { startTestServers } from './start-test-servers.js';
export { startCrmApp, type CrmApp } from './start-crm-app.js';
export { startTcpProxy, type TcpProxy } from './tcp-proxy.js';
export { fillAccounts } from './fill-accounts.js';
