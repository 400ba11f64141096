// What a person has entered and not yet sent, by message or form, block and action.
// It outlives redraws: an update from the bot must not wipe what somebody is typing.

const drafts = new Map();

const key = (scope, block, action) => JSON.stringify([scope, block, action]);

export const draft = (scope, block, action) => drafts.get(key(scope, block, action));

export const hold = (scope, block, action, value) => drafts.set(key(scope, block, action), value);

export function forget(scope) {
  const start = JSON.stringify([scope]).slice(0, -1) + ",";
  for (const name of drafts.keys()) if (name.startsWith(start)) drafts.delete(name);
}

const value = (option) => option?.value ?? null;
const many = (options) => (options || []).map(value);

const INITIAL = {
  plain_text_input: (e) => e.initial_value ?? "",
  email_text_input: (e) => e.initial_value ?? "",
  url_text_input: (e) => e.initial_value ?? "",
  number_input: (e) => e.initial_value ?? "",
  static_select: (e) => value(e.initial_option),
  external_select: (e) => value(e.initial_option),
  radio_buttons: (e) => value(e.initial_option),
  checkboxes: (e) => many(e.initial_options),
  multi_static_select: (e) => many(e.initial_options),
  multi_users_select: (e) => e.initial_users ?? [],
  users_select: (e) => e.initial_user ?? null,
  conversations_select: (e) => e.initial_conversation ?? null,
  channels_select: (e) => e.initial_channel ?? null,
  datepicker: (e) => e.initial_date ?? null,
  timepicker: (e) => e.initial_time ?? null,
  datetimepicker: (e) => e.initial_date_time ?? null,
};

export const holdsValue = (element) => element.type in INITIAL;

// The draft, else what the sandbox already knows from an earlier change, else what the bot proposed.
export function current(element, block, context) {
  const mine = draft(context.scope, block, element.action_id);
  if (mine !== undefined) return mine;
  const known = fromState(context.state?.[block]?.[element.action_id]);
  return known ?? INITIAL[element.type](element);
}

function fromState(kept) {
  if (!kept) return null;
  if (kept.selected_options) return kept.selected_options.length ? many(kept.selected_options) : null;
  return kept.value ?? kept.selected_option?.value ?? kept.selected_time ?? kept.selected_date ?? kept.selected_date_time
    ?? kept.selected_user ?? kept.selected_conversation ?? kept.selected_channel ?? kept.selected_users ?? null;
}

export function elementsOf(block) {
  if (block.type === "input") return [block.element];
  if (block.type === "actions") return block.elements;
  return block.accessory ? [block.accessory] : [];
}

export function stateOf(blocks, context) {
  const state = {};
  for (const block of blocks) {
    for (const element of elementsOf(block).filter(holdsValue)) {
      (state[block.block_id] ??= {})[element.action_id] = current(element, block.block_id, context);
    }
  }
  return state;
}
