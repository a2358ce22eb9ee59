import { register } from 'node:module';

// For `node --import`: the TypeScript of this repository runs as it is, and stacks name its lines.
register('./hooks.js', import.meta.url);
process.setSourceMapsEnabled(true);
