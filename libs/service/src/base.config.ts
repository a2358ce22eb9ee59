import 'reflect-metadata';
import { BusConfig } from '@hub/bus';
import { IsAddress } from '@hub/platform';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, Min, MinLength } from 'class-validator';

/** An address of PostgreSQL. */
export function IsDatabaseAddress(): PropertyDecorator {
  return IsAddress(['postgres:', 'postgresql:'], 'postgres://user:password@localhost:5432/hub');
}

/** The variables every process knows. An app adds its own by extending this class; `.env.example` lists them all. */
export class BaseConfig extends BusConfig {
  /** PostgreSQL. The one-process hub brings its own when this is empty. */
  @IsOptional()
  @IsDatabaseAddress()
  DATABASE_URL?: string;

  /** How many connections to PostgreSQL the process opens at most for its work. */
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(100)
  DATABASE_POOL = 10;

  /** Port of the process's HTTP side: REST in the gateway, health and metrics everywhere. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65535)
  PORT = 3000;

  @IsString()
  HOST = '127.0.0.1';

  /** Port of its own for /metrics and the details of /health/ready; on PORT they are closed then. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(65535)
  METRICS_PORT?: number;

  /** Key that opens the same on PORT: `Authorization: Bearer …`. */
  @IsOptional()
  @IsString()
  @MinLength(16)
  METRICS_KEY?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  LOG_LEVEL = 'info';
}
