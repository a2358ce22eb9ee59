import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Journal } from './journal.js';

/** The journal's questions, for every module of the process. Needs the global `DataSource`. */
@Module({})
export class JournalModule {
  static forRoot(): DynamicModule {
    return {
      module: JournalModule,
      global: true,
      providers: [
        { provide: Journal, useFactory: (source: DataSource) => new Journal(source), inject: [DataSource] },
      ],
      exports: [Journal],
    };
  }
}
