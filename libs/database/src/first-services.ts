/** The services of the first version: their tables of the bus were made by its migrations, a later one's by its own. */
export const firstServices: readonly string[] = ['gateway', 'sync', 'router', 'limits'];
