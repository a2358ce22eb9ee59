import { act, call, h, money, number } from './dom.js';
import { texts } from './texts.js';

async function move(view, leadId, stage, pipeline) {
  const lead = view.account.pipelines
    .flatMap(({ stages }) => stages.flatMap(({ leads }) => leads))
    .find(({ id }) => id === leadId);
  const body = {
    action: 'lead.move',
    subdomain: view.account.subdomain,
    userId: view.userId,
    leadId,
    statusId: stage.id,
    pipelineId: pipeline.id,
  };
  await act(() => call('POST', 'actions', body), texts.moved(lead?.name ?? `#${leadId}`, stage.name));
  await view.refresh();
}

/** The way to move a lead without dragging. */
function moveSelect(view, lead, here) {
  const groups = view.account.pipelines.map((pipeline) =>
    h(
      'optgroup',
      { label: pipeline.name },
      pipeline.stages.map((stage) =>
        h(
          'option',
          {
            value: `${pipeline.id} ${stage.id}`,
            disabled: here.pipeline === pipeline && here.stage === stage,
          },
          stage.name,
        ),
      ),
    ),
  );
  const select = h(
    'select',
    {
      class: 'move',
      'aria-label': `${texts.move} ${lead.name}`,
      onclick: (event) => event.stopPropagation(),
    },
    h('option', { value: '' }, texts.move),
    groups,
  );
  select.addEventListener('change', () => {
    const [pipelineId, stageId] = select.value.split(' ').map(Number);
    const pipeline = view.account.pipelines.find(({ id }) => id === pipelineId);
    const stage = pipeline?.stages.find(({ id }) => id === stageId);
    select.blur();
    if (stage) void move(view, lead.id, stage, pipeline);
  });
  return select;
}

function card(view, lead, here) {
  const people = [lead.contact, lead.company].filter(Boolean).join(' · ');
  return h(
    'article',
    {
      class: 'card',
      draggable: 'true',
      ondragstart: (event) => {
        event.dataTransfer.setData('text/plain', String(lead.id));
        event.dataTransfer.effectAllowed = 'move';
        view.busy = true;
      },
      ondragend: () => (view.busy = false),
    },
    h('button', { class: 'name', type: 'button', onclick: () => view.openLead(lead.id) }, lead.name),
    people && h('div', { class: 'people' }, people),
    h(
      'div',
      { class: 'facts' },
      lead.price > 0 && h('b', {}, money(lead.price, view.account.currency)),
      h('span', {}, lead.responsible),
      lead.openTasks > 0 && h('span', { class: 'due' }, texts.openTasks(lead.openTasks)),
    ),
    lead.tags.length > 0 &&
      h(
        'div',
        { class: 'tags' },
        lead.tags.map((tag) => h('span', { class: 'tag' }, tag)),
      ),
    moveSelect(view, lead, here),
  );
}

function stageColumn(view, pipeline, stage) {
  const here = { pipeline, stage };
  const column = h(
    'section',
    {
      class: stage.count === 0 ? 'stage empty' : 'stage',
      style: `--stage: ${stage.color}`,
      ondragover: (event) => {
        event.preventDefault();
        column.classList.add('over');
      },
      ondragleave: (event) => {
        if (!column.contains(event.relatedTarget)) column.classList.remove('over');
      },
      ondrop: (event) => {
        event.preventDefault();
        column.classList.remove('over');
        view.busy = false;
        const leadId = Number(event.dataTransfer.getData('text/plain'));
        if (leadId > 0 && !stage.leads.some(({ id }) => id === leadId))
          void move(view, leadId, stage, pipeline);
      },
    },
    h(
      'header',
      {},
      h('h3', {}, stage.name),
      h('small', {}, `${number(stage.count)} · ${money(stage.sum, view.account.currency)}`),
    ),
    stage.leads.map((lead) => card(view, lead, here)),
    stage.count === 0 && h('p', { class: 'nothing' }, texts.emptyStage),
    stage.count > stage.leads.length &&
      h('p', { class: 'nothing' }, texts.more(stage.count - stage.leads.length)),
  );
  return column;
}

/** The pipelines of the account as boards, one under the other. */
export function boards(view) {
  return view.account.pipelines.map((pipeline) =>
    h(
      'section',
      { class: 'pipeline' },
      h(
        'h2',
        {},
        pipeline.name,
        pipeline.isMain && h('small', { class: 'badge' }, texts.main),
        pipeline.isArchive && h('small', { class: 'badge' }, texts.archive),
      ),
      h(
        'div',
        { class: 'board', 'data-scroll': `board-${pipeline.id}` },
        pipeline.stages.map((stage) => stageColumn(view, pipeline, stage)),
      ),
    ),
  );
}
