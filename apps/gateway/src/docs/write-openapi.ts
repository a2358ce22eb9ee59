import { readFileSync, writeFileSync } from 'node:fs';
import { AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { JournalModule } from '@hub/journal';
import { createLogger, createMetrics, PlatformModule, Readiness } from '@hub/platform';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { GatewayConfig } from '../gateway.config.js';
import { GatewayModule } from '../gateway.module.js';
import { describeApi } from './describe-api.js';

/** In place of the database: a preview makes no instance that would use it. */
const noDatabase = { provide: DataSource, useValue: null };

@Global()
@Module({ providers: [noDatabase], exports: [noDatabase] })
class NoDatabaseModule {}

@Module({
  imports: [
    PlatformModule.forProcess(createLogger('openapi', 'silent'), createMetrics(), new Readiness()),
    NoDatabaseModule,
    AccountsModule.forRoot({ secretKeys: `1:${Buffer.alloc(32).toString('base64')}` }),
    AmocrmModule.forRoot({}),
    JournalModule.forRoot(),
    GatewayModule.of(new GatewayConfig()),
  ],
})
class PreviewModule {}

/**
 * Writes the OpenAPI file named on the command line, from the built app and without any service. With `--check` it
 * writes nothing and exits with 1 when the file is not what the app says.
 */
const [path, mode] = process.argv.slice(2);
if (path === undefined) throw new Error('Name the file to write');
const app = await NestFactory.create(PreviewModule, { preview: true, logger: false, abortOnError: false });
const text = `${JSON.stringify(describeApi(app), null, 2)}\n`;
if (mode !== '--check') {
  writeFileSync(path, text);
} else if (text !== readFileSync(path, 'utf8')) {
  process.stderr.write(`${path} is stale: run npm run openapi\n`);
  process.exitCode = 1;
}
