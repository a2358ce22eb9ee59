import { message, type Message } from '@hub/messages';
import type { AccountObjects, ObjectKind } from './account-objects.js';

/** An id in a setting that must exist in an account; `path` names the setting's field. */
export type Reference =
  /** `maybeArchived`: an archived one will do, e.g. where a setting only leaves something out. */
  | { path: string; to: 'pipeline'; id: number; maybeArchived?: boolean }
  /**
   * `isOpen`: the stage must not be a closing one; `isBehindFirst`: nor the one that new leads come into.
   * «Неразобранное» will not do unless `maybeUnsorted`, where nothing is to be written to it: the API cannot.
   */
  | {
      path: string;
      to: 'stage';
      id: number;
      pipelineId: number;
      isOpen: boolean;
      isBehindFirst?: boolean;
      maybeUnsorted?: boolean;
    }
  | { path: string; to: 'user'; id: number }
  | { path: string; to: 'leadField'; id: number };

/** What a reference names: its amoCRM id path, with a stage after its pipeline and a field after `leads`. */
export function objectOf(reference: Reference): {
  kind: 'pipeline' | 'stage' | 'field' | 'user';
  id: string;
} {
  const id = String(reference.id);
  switch (reference.to) {
    case 'stage':
      return { kind: 'stage', id: `${reference.pipelineId}/${id}` };
    case 'leadField':
      return { kind: 'field', id: `leads/${id}` };
    case 'pipeline':
    case 'user':
      return { kind: reference.to, id };
  }
}

/** The lists that must be read to check these references. */
export function kindsOf(references: readonly Reference[]): Set<ObjectKind> {
  const kinds = {
    pipeline: 'pipelines',
    stage: 'pipelines',
    user: 'users',
    leadField: 'leadFields',
  } as const;
  return new Set(references.map(({ to }) => kinds[to]));
}

/** Stages that close a lead, the same ids in every pipeline (entities sheet 1.7). */
const closingStatusIds: readonly number[] = [142, 143];

/** What is wrong with references to an account, by field. A kind that was not read is not judged. */
export function checkReferences(
  references: readonly Reference[],
  objects: AccountObjects,
): { path: string; detail: Message }[] {
  return references.flatMap((reference) => {
    const detail = fault(reference, objects);
    return detail ? [{ path: reference.path, detail }] : [];
  });
}

function fault(reference: Reference, { pipelines, users, leadFields }: AccountObjects): Message | null {
  const { id } = reference;
  switch (reference.to) {
    case 'pipeline': {
      const pipeline = pipelines?.find((one) => one.id === id);
      if (!pipelines) return null;
      if (!pipeline) return message('references.no-pipeline', { id: String(id) });
      return pipeline.isArchived && !reference.maybeArchived
        ? message('references.archived', { name: pipeline.name })
        : null;
    }
    case 'stage': {
      const pipeline = pipelines?.find((one) => one.id === reference.pipelineId);
      // A pipeline has stages: none were read.
      if (!pipeline || pipeline.stages.length === 0) return null;
      const stage = pipeline.stages.find((one) => one.id === id);
      if (!stage) return message('references.no-stage', { id: String(id), pipeline: pipeline.name });
      if (stage.isUnsorted && !reference.maybeUnsorted)
        return message('references.unsorted', { name: stage.name });
      const first = pipeline.stages.find(({ isUnsorted }) => !isUnsorted);
      if (reference.isBehindFirst && first?.id === id)
        return message('references.first-stage', { name: stage.name });
      const isClosing = reference.isOpen && closingStatusIds.includes(id);
      return isClosing ? message('references.closing', { name: stage.name }) : null;
    }
    case 'user': {
      const user = users?.find((one) => one.id === id);
      if (!users) return null;
      if (!user) return message('references.no-user', { id: String(id) });
      return user.isActive ? null : message('references.inactive-user', { name: user.name });
    }
    case 'leadField':
      return leadFields && !leadFields.some((one) => one.id === id)
        ? message('references.no-field', { id: String(id) })
        : null;
  }
}
