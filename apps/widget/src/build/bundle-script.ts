/** Modules of the script in an order in which each comes after those it needs. */
export const scriptModules = [
  'words.js',
  'view.js',
  'ask.js',
  'press-key.js',
  'button.js',
  'place.js',
  'places.js',
  'limits-page.js',
  'head-page.js',
  'widget.js',
] as const;

/**
 * One AMD module out of the script's modules, as amoCRM loads it: their imports and exports go, because all are in one
 * function. So their names have to differ. The address of the hub and the style sheet are in it as texts.
 */
export function bundleScript(modules: readonly string[], { hub, css }: { hub: string; css: string }): string {
  const body = modules
    .map((text) => text.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, ''))
    .join('\n');
  const start = `return makeWidget(${JSON.stringify(hub)}, ${JSON.stringify(css)});`;
  return `define([], function () {\n'use strict';\n${body}\n${start}\n});\n`;
}
