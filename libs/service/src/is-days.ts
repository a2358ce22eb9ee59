import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** A whole number of days for which something is kept, not fewer than `least`, at most a hundred years. */
export function IsDaysKept(least: number): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [Type(() => Number), IsInt(), Min(least), Max(36_500)]) decorate(target, property);
  };
}
