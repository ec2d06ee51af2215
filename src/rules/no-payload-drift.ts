import type ts from 'typescript';
import type { CodecId } from '../adapters/codecs.js';
import type { Analysis } from '../analysis/facts.js';
import { declaredPayloads, type DeclaredPayload } from '../analysis/payload/declared.js';
import { driftsOf, type Drift } from '../analysis/payload/drift.js';
import type { PayloadPart } from '../analysis/payload/part.js';
import { receivedParameters } from '../analysis/payload/received.js';
import { producedName } from '../analysis/sites/names.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import { provenName } from '../analysis/sites/workers.js';
import { createRule } from './kit/rule.js';

/** Most drifts that one payload is told. */
const MAX_DRIFTS = 5;

/** Between `add` and `job.data` there is text: no compiler compares the two types. */
export default createRule({
  name: 'no-payload-drift',
  practice: '27.3.3',
  description: 'a payload that cannot be what the worker of that queue and task declares',
  presets: ['recommended'],
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    kind: '{{place}}: {{sent}} is sent, {{declared}} is declared by the worker ({{where}}). The worker gets what is sent, whatever its type says; send or declare the other.',
    literal:
      '{{place}}: {{sent}} is sent, which is not among {{declared}}, declared by the worker ({{where}}): none of its branches takes the task. Send one of them, or declare it.',
    missing:
      '{{place}}: nothing is sent, {{declared}} is declared by the worker ({{where}}), which reads `undefined`. Send it, or declare it optional.{{more}}',
  },
  on: {
    enqueue(site, { analysis, file, report }) {
      const wire = site.wire();
      if (wire.is !== 'yes') return;
      const queue = provenName(site.queue.name);
      if (queue === undefined || site.payloads.length === 0) return;
      const declared = declaredPayloads(analysis, site.adapter.id, queue, provenName(producedName(site)));
      if (declared.length === 0) return;
      for (const part of site.payloads) {
        const found = agreedDrifts(analysis, site, part, wire.value, declared);
        if (!found) continue;
        const { payloadProperty } = found.declared.task;
        for (const [drift, ...same] of byPlace(found.drifts).slice(0, MAX_DRIFTS)) {
          report({
            at: drift.node.getSourceFile() === file ? drift.node : site.call,
            messageId: drift.kind,
            data: {
              place: placeOf(payloadProperty, drift),
              sent: drift.sent,
              declared: drift.declared,
              where: placeText(analysis, found.declared.node),
              more:
                same.length === 0
                  ? ''
                  : ` The same for ${same.map((other) => placeOf(payloadProperty, other)).join(', ')}.`,
            },
          });
        }
      }
    },
  },
});

/** What one literal lacks is one report. */
function byPlace(drifts: readonly Drift[]): readonly (readonly [Drift, ...Drift[]])[] {
  const groups: [Drift, ...Drift[]][] = [];
  for (const drift of drifts) {
    const group = groups.find(
      ([first]) => drift.kind === 'missing' && first.kind === 'missing' && first.node === drift.node,
    );
    if (group) group.push(drift);
    else groups.push([drift]);
  }
  return groups;
}

/** Workers that disagree among each other: only what none of them can take. */
function agreedDrifts(
  analysis: Analysis,
  site: EnqueueSite,
  part: PayloadPart,
  codec: CodecId,
  declared: readonly DeclaredPayload[],
): { readonly declared: DeclaredPayload; readonly drifts: readonly Drift[] } | undefined {
  const context = {
    codec,
    whole: isWhole(site, part),
    received: receivedParameters(analysis),
  };
  const all = declared.map((entry) =>
    driftsOf(analysis.host, part, entry.type, context).filter(({ property }) => entry.reads(property)),
  );
  const [first] = declared;
  const [drifts] = all;
  return first && drifts && all.every((found) => found.length > 0) ? { declared: first, drifts } : undefined;
}

/** Whether the part is all that is sent: no wrapper on its way adds to it. */
function isWhole(site: EnqueueSite, part: PayloadPart): boolean {
  if (part.path.length > 0 || (part.without?.size ?? 0) > 0) return false;
  if (site.payloads.length > 1 || site.callers.length > 0) return false;
  for (let inner = site.inner; inner; inner = inner.inner) if (inner.payloads.length > 0) return false;
  return true;
}

function placeOf(payload: string, { path }: Drift): string {
  const root = payload === '' ? 'payload' : payload;
  if (path === '') return `\`${root}\``;
  return path.startsWith('[') ? `\`${root}${path}\`` : `\`${root}.${path}\``;
}

/** `src/workers/mail.ts:12`, from the folder of the tsconfig: hosts differ in what their current directory is. */
function placeText({ host }: Analysis, node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  const { configFilePath } = host.program.getCompilerOptions();
  const config = typeof configFilePath === 'string' ? configFilePath.replaceAll('\\', '/') : undefined;
  const root = config?.slice(0, config.lastIndexOf('/') + 1) ?? `${host.program.getCurrentDirectory()}/`;
  const name = file.fileName.startsWith(root) ? file.fileName.slice(root.length) : file.fileName;
  return `${name}:${line + 1}`;
}
