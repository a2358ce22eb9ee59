import { ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Widget } from '../state/widget.js';

const path = '/api/v4/widgets';

/** Config 5.8; what only the owning integration sees (`settings`) is not there. */
function view(ctx: ApiContext, widget: Widget): Record<string, unknown> {
  const { id, code, version, is_active_in_account } = widget;
  return {
    ...{ id, code, version, rating: '0.0', settings_template: [] },
    ...{ is_lead_source: false, is_work_with_dp: false, is_crm_template: false },
    ...{ client_uuid: null, is_active_in_account, pipeline_id: null },
    _links: selfLink(ctx, `${path}/${code}`),
  };
}

function list(ctx: ApiContext): Answer {
  const rows = ctx.account.widgets.values();
  return pageOf(ctx, rows, { key: 'widgets', view: (widget) => view(ctx, widget), totals: true });
}

function show(ctx: ApiContext): Answer {
  const widget = ctx.account.widgets.get(ctx.params.code ?? '');
  if (!widget) throw new ApiProblem(404, 'Widget not found');
  return ok(view(ctx, widget));
}

/** Reading only: people install widgets by the actions `widget.install` and `widget.remove`. */
export const widgetRoutes: readonly Route[] = [
  { method: 'GET', path, rights: 'user', handle: list },
  { method: 'GET', path: `${path}/*code`, rights: 'user', handle: show },
];
