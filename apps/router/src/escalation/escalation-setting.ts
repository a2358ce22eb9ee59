import { UnexpectedAnswer } from '@hub/amocrm';
import type { RoutingRulesBody, StageRef } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { isSameName } from '../custody/is-rejected.js';
import { KnownNames, type KnownPipeline } from '../custody/known-names.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { EscalationRow } from './escalation.entity.js';
import { usualPipelineName } from './names-in-accounts.js';

/** The rules of escalation for one branch account, with the ids that the accounts have. */
export interface EscalationSetting {
  rules: RoutingRulesBody;
  /** HQ's pipeline, and its first stage. */
  hqPipeline: KnownPipeline;
  first: StageRef;
  /** Where HQ gives a lead back; null: it has no such stage. */
  back: StageRef | null;
  handedOver: StageRef;
  /** The pipelines of the branch from which leads go to HQ, and what they are called there. */
  branchPipelineName: string;
  branchPipelines: readonly KnownPipeline[];
}

/**
 * Whether an open lead of the branch is given to HQ there; null: that stage is not known. A request in «Неразобранное» of
 * that pipeline is not: nobody has accepted it yet.
 */
export function isGiven(
  { branchPipelines }: Pick<EscalationSetting, 'branchPipelines'>,
  { pipelineId, statusId }: StageRef,
): boolean | null {
  const pipeline = branchPipelines.find(({ id }) => id === pipelineId);
  if (pipeline && !pipeline.names.has(statusId)) return null;
  return pipeline?.stages.some(({ id }) => id === statusId) ?? false;
}

/** The HQ stages by which one escalation is judged: those of its opening, where it has begun. */
export function stagesOf(
  { hqFirst, hqBack }: Pick<EscalationRow, 'hqFirst' | 'hqBack'>,
  { first, back, handedOver }: Pick<EscalationSetting, 'first' | 'back' | 'handedOver'>,
): { first: StageRef; back: StageRef | null; handedOver: StageRef } {
  return hqFirst === null ? { first, back, handedOver } : { first: hqFirst, back: hqBack, handedOver };
}

/** Reads the rules of escalation. */
@Injectable()
export class ReadEscalationSetting {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly names: KnownNames,
  ) {}

  /** The rules in force, when they say how branches give leads to HQ. */
  async findRules(): Promise<RoutingRulesBody | null> {
    const current = await this.rules.findCurrent();
    return current?.rules.escalation ? current.rules : null;
  }

  /**
   * For a branch account with a lead in that stage. Null: branches may not escalate, or HQ's pipeline has no stage.
   * Reads the pipelines of both accounts, at most every ten minutes.
   */
  async run(branchAccountId: string, place?: StageRef): Promise<EscalationSetting | null> {
    const rules = await this.findRules();
    const escalation = rules?.escalation;
    if (!rules || !escalation || rules.hqAccountId === branchAccountId) return null;
    const { handBackStatusId: backId, branchPipelineName } = escalation;
    const branchPipelines = await this.listNamed(
      branchAccountId,
      branchPipelineName ?? usualPipelineName,
      place,
    );
    const hq = await this.names.pipelines(rules.hqAccountId, escalation.pipelineId);
    const hqPipeline = hq.find(({ id }) => id === escalation.pipelineId);
    if (hqPipeline?.names.size === 0)
      throw new UnexpectedAnswer(`pipelines.${hqPipeline.id}`, 'stage, though amoCRM always has some');
    const first = hqPipeline?.stages[0];
    if (!hqPipeline || !first) return null;
    return {
      ...{ rules, hqPipeline, branchPipelines, branchPipelineName: branchPipelineName ?? usualPipelineName },
      first: { pipelineId: hqPipeline.id, statusId: first.id },
      back: backId == null ? null : { pipelineId: hqPipeline.id, statusId: backId },
      handedOver: { pipelineId: rules.intakePipelineId, statusId: rules.handedOverStatusId },
    };
  }

  /** The pipelines of this name; those of the account are read again where they lack the place. */
  private async listNamed(accountId: string, name: string, place?: StageRef): Promise<KnownPipeline[]> {
    const ofName = (pipelines: readonly KnownPipeline[]) =>
      pipelines.filter((pipeline) => isSameName(pipeline.name, name));
    const named = ofName(await this.names.pipelines(accountId, place?.pipelineId));
    if (!place || isGiven({ branchPipelines: named }, place) !== null) return named;
    return ofName(await this.names.pipelines(accountId, place.pipelineId, place.statusId));
  }
}
