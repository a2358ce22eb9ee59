/** The command line: help, questions, results and mistakes. */
export const cli = {
  // Help.
  about:
    'The franchise hub on the command line: plans, applies, exports, decisions about leads, blueprint checks.',
  'about-login':
    'remembers the address of the hub and the key; asks for the key or reads it from standard input',
  'about-plan': 'the plan: how an account differs from a release; changes nothing',
  'about-diff': 'how the second release differs from the first',
  'about-apply': 'shows a plan, asks for approval and applies exactly that plan',
  'about-export': 'an account or a release as a YAML blueprint',
  'about-explain': 'why a lead of the head office is where it is',
  'about-blueprint': 'blueprints',
  'about-check': 'checks blueprint files without a hub',
  'argument-url': 'address of the hub',
  'argument-account': 'account: host, subdomain, name or id',
  'argument-release': 'release: number, id or latest',
  'argument-plan': 'file from plan --out, or a plan id',
  'argument-lead': 'number of a lead of the head office',
  'argument-files': 'blueprint files',
  'option-json': 'data as JSON',
  'option-locale': 'language of texts: ru, en',
  'option-release': 'release: number, id or latest',
  'option-prune': 'delete what the hub created and the release no longer has',
  'option-move':
    'where the leads of a removed stage go: pipeline/stage (ids) = Pipeline/Stage of the release; repeatable',
  'option-out': 'write to a file',
  'option-format': 'form: text, md',
  'option-detailed':
    'exit code: 0 nothing to do or done, 2 changes, 3 some cannot be applied, 4 not approved, 1 error',
  'option-account': 'make a new plan for this account',
  'option-yes': 'do not ask for approval',
  'option-force': 'name of the person who takes responsibility for a plan that the safety check refuses',
  'option-all': 'all decisions, not only the latest',
  'option-annotations': 'form of problems: text, github (by itself in GitHub Actions)',
  'option-help': 'help',
  'usage-options': '[options]',
  'usage-command': '[command]',
  'option-default': '{about} (default: {value})',
  'title-usage': 'Usage:',
  'title-arguments': 'Arguments:',
  'title-options': 'Options:',
  'title-global': 'Global options:',
  'title-commands': 'Commands:',

  // Questions.
  'ask-key': 'Key of the hub {url}: ',
  'approval-word': 'apply',
  'ask-approval': 'Type “{word}” to apply this plan: ',

  // Results.
  'logged-in': 'The hub {url} accepted the key. Address and key are stored in {file}.',
  'plan-made': 'Plan {planId}: release {release} for {host}, checksum {checksum}.',
  'plan-saved': 'The plan is in {file}. Apply it: npm run hub -- apply {file}',
  'plan-next': 'Apply it: npm run hub -- apply {planId}',
  'plan-refused': 'The safety check refused the plan:',
  'plan-heading': 'Plan: {host}, release {release}',
  'difference-heading': 'Releases: {from} → {to}',
  'count-managed': 'Managed',
  'count-own': 'Own objects',
  'nothing-to-do': 'Nothing to do: the account matches the release.',
  'no-difference': 'The releases are the same.',
  'not-approved': 'The plan was not approved; nothing was changed.',
  'needs-force': 'To apply it all the same, add --force “who takes responsibility”. Nothing was changed.',
  applying: 'Applying: {done} of {of}',
  'plan-ended':
    '{state, select, applied {The plan is applied.} applied_in_part {The plan is applied in part.} stale {The account has changed since the plan was made: make a new one.} failed {The plan was not applied to its end.} cancelled {The plan was cancelled.} paused {The plan is paused.} other {The plan: {state}.}} {reason}',
  'plan-lacks': 'Missing: {name} — {why}',
  saved: 'Written to {file}.',
  'all-good': '{files, plural, one {# file} other {# files}}: no problems.',
  'some-bad':
    '{problems, plural, one {# problem} other {# problems}} in the blueprints. Mend them and check again.',

  // Decisions.
  decision:
    'Lead {leadId}, {at}: {kind, select, transfer {hand over to a branch} wait {wait} manual {a person decides} ignore {none of routing’s business} other {{kind}}} (rules, version {version})',
  reason:
    '{check, select, lead {lead} transfer {transfer} account {account} pipeline {pipeline} stage {stage} chosen_branch {field «Филиал»} region {region} branch {branch} target {target} other {{check}}}: {found, select, absent {gone: deleted or merged} cancelled {cancelled} hq {head office} not_hq {not the head office} intake {intake pipeline} another {another one} closed {closed} handed_over {handed over} unsorted {unsorted} open {open} empty {empty} no_branch {no such branch} one_branch {one branch} several_branches {several branches} active {active} paused {paused} missing {missing} inside_hq {inside the account of the head office} account {account of the branch} other {{found}}}{hasValue, select, yes { ({value})} other {}}',
  transfer:
    'Transfer to “{branch}”: {state, select, done {done} cancelled {cancelled} other {on its way, done so far: {state}}}{hasLead, select, yes {, branch lead {branchLeadId}} other {}}',
  'no-decision':
    'There is no decision about lead {leadId}. Check the number: it must be a lead of the head office that the hub has seen.',

  // Mistakes.
  usage: 'The command is not right: {detail}. Help: npm run hub -- --help',
  'usage-unknown-option': 'there is no option {word}',
  'usage-unknown-command': 'there is no command {word}',
  'usage-missing-argument': '{word} is missing',
  'usage-missing-value': 'the option {word} has no value',
  'usage-too-many': 'too many words after the command {word}',
  'usage-other': 'check the order of the words',
  unexpected: 'Unexpected error: {error}',
  'login-needed':
    'It is not known which hub. Run npm run hub -- login <address>, or set HUB_URL and HUB_KEY.',
  'key-of-another-hub': 'There is no key for {url}. Run npm run hub -- login {url}, or set HUB_KEY.',
  'key-empty': 'No key was given. The hub prints it at its first start; another one: npm run key:new.',
  'bad-url': '“{url}” is no address of a hub. It looks like https://hub.example.com.',
  'bad-lead': '“{words}” is no number of a lead.',
  'bad-choice': '{option}: “{words}” is not possible. Possible: {of}.',
  'bad-move': '--move “{words}”: expected “pipeline id/stage id=Pipeline/Stage”.',
  'hub-away': 'The hub {url} does not answer. Check the address, and that the hub runs.',
  'not-a-hub': '{url} does not answer like a hub ({status}). Check the address.',
  'hub-refused': '{detail}{count, plural, =0 {} one {\n  {wrong}} other {\n  {wrong}}}',
  'no-such-account': 'The hub has no account “{words}”. Name its subdomain, for example kazan.',
  'several-accounts': '“{words}” are several accounts: {hosts}. Name the subdomain.',
  'no-such-release': 'There is no release “{words}”. Name its number, its id, or latest.',
  'plan-or-account': 'Name one of the two: a plan (file or id) or --account.',
  'account-or-release': 'Name one of the two: an account or --release.',
  'no-plan-file': '{file} is no plan file. It is made by npm run hub -- plan <account> --out <file>.',
  'plan-of-another-hub': 'The plan in {file} was made by the hub {hub}, and {url} is chosen.',
  'plan-differs': 'The hub’s plan is not the one in {file}. Nothing was changed. Make the plan again.',
  'plan-over': 'The plan can no longer be applied: {state}. Make a new one.',
  'file-unreadable': 'The file {file} cannot be read ({code}).',
} as const;
