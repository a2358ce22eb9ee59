import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Makes the process's one data source injectable everywhere by its class. */
@Global()
@Module({})
export class DatabaseModule {
  static of(source: DataSource): DynamicModule {
    const provider = { provide: DataSource, useValue: source };
    return { module: DatabaseModule, providers: [provider], exports: [provider] };
  }
}
