import { enumKind } from './enum.kind.js';
import { fieldGroupKind } from './field-group.kind.js';
import { fieldKind } from './field.kind.js';
import type { Kind } from './kind.js';
import type { KindName } from './kind-name.js';
import { lossReasonKind } from './loss-reason.kind.js';
import { manualKind } from './manual.kind.js';
import { pipelineKind } from './pipeline.kind.js';
import { stageKind } from './stage.kind.js';
import { tagKind } from './tag.kind.js';
import { taskTypeKind } from './task-type.kind.js';
import { widgetKind } from './widget.kind.js';

/**
 * Every kind in order of work: created and updated from top to bottom, deleted from bottom to top. Pipelines come
 * before fields because a field names the stages it is required at, and nothing in a pipeline names a field.
 */
export const kinds: readonly Kind[] = [
  taskTypeKind,
  lossReasonKind,
  fieldGroupKind,
  pipelineKind,
  stageKind,
  fieldKind,
  enumKind,
  tagKind,
  widgetKind,
  manualKind,
];

/** The descriptor of a kind. */
export function kindOf(name: KindName): Kind {
  const found = kinds.find((kind) => kind.name === name);
  if (!found) throw new RangeError(`no such kind: ${name}`);
  return found;
}

/** Place of a kind in the order of work. */
export function levelOf(name: KindName): number {
  return kinds.findIndex((kind) => kind.name === name);
}

/** Kinds whose objects are children of those of another. */
export function childKindsOf(name: KindName): readonly Kind[] {
  return kinds.filter(({ parent }) => parent === name);
}

/** Whether the order of these objects in an account is content. */
export function isOrdered({ order }: Pick<Kind, 'order'>): boolean {
  return order === 'kept' || order === 'renumbered';
}
