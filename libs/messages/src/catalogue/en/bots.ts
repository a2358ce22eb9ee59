/** Bots: what is wrong with a file, what is asked, what a bot does, and what a person has to do. */
export const bots = {
  refused:
    'The file was not taken: {count, plural, one {# fault} other {# faults}}. Mend the bot in amoCRM and export it again.',
  'fault-in-step': 'step {step}: {what}',
  'fault-not-json': 'this is no JSON. Upload the file that amoCRM downloaded, unchanged.',
  'fault-too-deep': 'nested too deep ({found}). This is no file of a bot.',
  'fault-too-large': 'the code takes {found} bytes, amoCRM accepts 65536 at most. Split the bot in two.',
  'fault-nearly-too-large': 'the code takes {found} of 65536 bytes. More steps may not fit.',
  'fault-not-a-bot': 'there is no bot here. Upload the file that amoCRM downloaded, or code with steps.',
  'fault-unknown-handler':
    'the hub does not know the handler “{found}”, nor which ids it holds. Use another step.',
  'fault-unknown-action':
    'the hub does not know the action “{found}”, nor which ids it holds. Use another step.',
  'fault-unknown-shape': 'the hub does not know the shape of this place (found: {found}). Use another step.',
  'fault-unknown-member':
    'the hub does not know this part of a bot’s file and does not pass it on to a branch (found: {found}). Check whether the bot needs it.',
  'fault-unmappable': 'nobody can tell what {found} means. Choose a field value or remove the condition.',
  'fault-dangling-goto':
    'the way leads to “{found}”, and there is no such step or block. Draw the arrow again.',
  'fault-graph-disagreement':
    'code and layout differ ({found}). Open the bot in the designer, save and export it again.',
  'fault-duplicate-step': 'step {found} is there twice. Keep one.',
  'fault-duplicate-block': 'block {found} is there twice. Keep one.',
  'fault-duplicate-action': 'action {found} is there twice. Keep one.',
  'fault-missing-block':
    'step {found} is not in the layout. Open the bot in the designer, save and export it again.',
  'fault-missing-step':
    'a block shows step {found}, which is not in the code. Save the bot and export it again.',
  'fault-many-conditions': '{found} conditions in one block. The designer hangs on such a block.',
  'fault-dead-end': 'a button leads nowhere: nothing follows when it is pressed.',
  'fault-orphan-step': 'no way leads to step {found}.',
  'fault-edge-without-picture': 'the way on after the conditions is in the code and not drawn.',
  'fault-widget-instance': 'a widget step works only after it was saved once in the branch.',
  'fault-account-link': 'a link of the reference account: {found}. In a branch it opens the wrong account.',
  'fault-account-address':
    'an address in the settings of a widget: {found}. The file does not tell whether it is right for a branch.',
  'fault-account-file': 'the file {found} of the account. Upload the same one in the branch and give its id.',
  'fault-widget-number':
    'a number in the settings of a widget: {found}. Only the widget knows what it means.',
  'fault-widget-code':
    'the code of a widget: {found}. A private integration has another one in every account: check which one the branch has.',
  'needs-short-name': 'The name is longer than 200 characters or has a broken one. Give another in `name`.',
  'needs-name': 'Code has no name. Give the bot one.',
  'id-taken':
    'Bot “{name}” (version {version}) already has this id. If this is the same bot under a new name, upload the file with the former name in the field name; if not, change the id of that bot first.',
  'no-such-bot': 'The hub has no such bot. Take the id from the list of bots.',
  'no-such-version': 'The bot has no such version. Take the number from its list of versions.',
  'no-such-delivery': 'There is no such delivery. Take the id from the list of the branch.',
  'own-reference': 'The bot stands in this account already. Name the account of a branch.',
  'of-other-group':
    'This bot is of the reference of another group of accounts. Take a bot of the reference that this branch follows, or change the group of the branch.',
  'not-ready':
    'The file of the branch is not ready: {count, plural, one {# answer is missing} other {# answers are missing}}. Answer the questions and try again.',
  'too-large-here':
    'With the ids and answers of the branch the code has {bytes} bytes; amoCRM takes no more than 65536. Split the bot in two.',
  'changed-since':
    'Something has changed since the delivery: an answer, an id in the branch, or a bot that this one starts. Deliver the bot again.',
  'not-installed': 'The id of the bot in the branch is not known. Declare it installed and give its id.',
  'no-bot-or-deal': 'The branch has no such bot or no such deal. Check the ids.',
  'may-not-run': 'amoCRM does not let bots be started in this account. Check its tariff and rights.',
  'declare-missing':
    'The list of the branch has no bot with the mark {mark}. Import the file of the delivery and keep its name.',
  'declare-unmarked':
    'The name of this bot lacks the mark {mark}. Name the bot that was imported from the file of this delivery.',
  'declare-no-id':
    'The list of the branch’s bots cannot be read. Give the id of the bot with the mark {mark}: it stands in the address of the bot’s page.',
  'declare-off': 'The bot with the mark {mark} is off. Switch it on and try again.',
  'answer-unknown-kind': 'There is no such kind. Take it from the question.',
  'answer-no-number': 'An id of the branch account is needed: a whole number.',
  'answer-no-file': 'An id of the branch account as a uuid is needed.',
  'answer-no-text': 'A text without double braces is needed.',
  'ask-unanswered': 'What is this in the branch: {what}?',
  'ask-gone': '{what}: the branch no longer has the object that was named. What takes its place?',
  'ask-bot-not-installed':
    '{what}: this bot is not installed in the branch yet. Deliver it first, or give the id of another bot.',
  'ask-bot-in-circle':
    '{what}: the bot starts itself, directly or through others, and nobody has its new id before the import. Name any bot of the branch, and choose the right one in that step after the import.',
  'ask-other-pipeline': '{what}: in the branch this stage stands in another pipeline. Which stage is it?',
  'ask-elsewhere':
    '{what}: the object of the branch that was named belongs to another field or another entity. What is it?',
  'ask-link': 'What takes the place of the reference account’s link {text}? Without an answer it stays.',
  'ask-address': 'What takes the place of the widget’s address {text}? Without an answer it stays.',
  'ask-widget-setting':
    'What takes the place of {text} in the widget’s settings? Without an answer it stays.',
  named: '{kind} “{name}”',
  unnamed: '{kind} (name unknown)',
  numbered: '{kind} {id}',
  'kind-pipeline': 'pipeline',
  'kind-stage': 'stage',
  'kind-field': 'field',
  'kind-enum': 'list value',
  'kind-user': 'user',
  'kind-user_group': 'user group',
  'kind-task_type': 'task type',
  'kind-bot': 'bot',
  'kind-widget': 'widget',
  'kind-catalog': 'list',
  'kind-catalog_element': 'list element',
  'kind-template': 'chat template',
  'kind-chat_source': 'channel',
  'kind-file': 'file',
  does: '{what}: {details}',
  text: '“{text}”',
  step: 'step {step}',
  end: 'end',
  way: '{way} → {to}',
  'way-on': 'then',
  'way-error': 'if not delivered',
  'way-none': 'if no answer',
  'way-button': 'button {number}',
  'way-condition': 'condition {number}',
  'way-variant': 'variant {number}',
  'way-wait': 'pause {number}',
  'way-exit': 'exit {code}',
  'do-show': 'write',
  'do-find': 'find',
  'do-filter': 'filter by field',
  'do-send_internal': 'tell an employee',
  'do-send_message': 'send a message',
  'do-send_external_message': 'send a message',
  'do-send_comment': 'answer with a comment',
  'do-meta': 'pass data on',
  'do-condition': 'check a condition',
  'do-conditions': 'check conditions',
  'do-validations': 'check the answer',
  'do-preset': 'ready scenario',
  'do-widget_request': 'ask the widget',
  'do-request': 'send a request',
  'do-stop': 'stop',
  'do-trigger': 'make a task',
  'do-widget': 'widget step',
  'do-waits': 'wait',
  'do-exits': 'leave the widget',
  'do-unsorted': 'handle the incoming lead',
  'do-change_status': 'change the stage',
  'do-change_responsible_user': 'change the owner',
  'do-set_custom_fields': 'fill a field',
  'do-set_tag': 'set a tag',
  'do-unset_tag': 'remove a tag',
  'do-subscribe': 'subscribe to the chat',
  'do-unsubscribe': 'unsubscribe from the chat',
  'do-add_lead_contact': 'create a deal and a contact',
  'do-add_linked_company': 'add a company',
  'do-add_note': 'add a note',
  'do-set_budget': 'set the budget',
  'do-link': 'link',
  'do-link_to_unsorted': 'link to an incoming lead',
  'state-delivering': 'The file is ready, the task is not in the branch account yet.',
  'state-delivered':
    'The file is ready and the task is in the branch account. Whether the bot was imported is not known.',
  'state-declared': 'Installed, says {by}. The hub has not seen it.',
  'state-seen':
    'A bot with the mark of this delivery is in the branch’s list and on. What it does the hub has not seen.',
  'state-proved': 'The branch’s own export is the file that was delivered.',
  'state-ran': 'The bot has run: its mark stands in the deal {leadId} of the branch.',
  'ran-unmarked':
    'The field HUB_BOT of this deal is empty. Name a deal that the bot with the mark {mark} has handled; the branch needs a text field of deals with the code HUB_BOT, made before the delivery.',
  'ran-other':
    'This deal has the mark {found}, the delivery has {mark}: another bot or another version handled it.',
  'state-starts-replaced': '{state} It starts old bots instead of the new ones: {bots}. Deliver it again.',
  'todo-import':
    'Settings → Chats and messengers → Salesbot: “Create a new bot or import”, choose the file. A new bot “{name}” with a new id appears; keep its name. No step may have a red mark: if one has, do not save, and tell head office.',
  'todo-paste':
    'Create a new bot “{name}”, press “Show code” and paste the content of the file. Keep the name.',
  'todo-widgets':
    'Save the settings of the widget once, then open each widget step in the bot and save the bot.',
  'todo-channels':
    'After saving check the channels of every message: the designer may switch on “all channels”.',
  'todo-starts':
    'Choose anew in the steps that start a bot: {bots}. They start each other or themselves, and no file has their new ids.',
  'todo-triggers': 'Set the triggers on the automation page, they are not in the file: {triggers}',
  'todo-triggers-unknown':
    'Set the triggers on the automation page as they are in the reference account: they are not in the file.',
  'todo-switch-on': 'Switch the new bot on and try it on a test deal.',
  'todo-switch-off-old': 'Take the triggers off the bot before it, “{name}”, and switch it off.',
  'todo-switch-off-started':
    'The bot before it, “{name}”, is still started by: {bots}. First install their new files, and where bots start each other choose the new one in their steps; then take the triggers off the old one and switch it off.',
  'todo-deliver-again':
    'The bot starts old bots instead of the new ones: {bots}. Have head office deliver it again and install the new file; do not switch the old ones off before.',
  task: 'Install the bot “{name}”:',
  'task-step': '{number}. {text}',
} as const;
