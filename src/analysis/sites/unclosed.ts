/** Workers that nothing closes when the process is told to stop. */
import type ts from 'typescript';
import { nestShutdown } from '../../adapters/queues/emitters/nestjs.js';
import type { Analysis } from '../facts.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { declaringPackage, symbolAt } from '../program/symbols.js';
import { fileSyntax } from '../program/syntax.js';
import { isTestFile } from '../program/test-files.js';
import { emittersOf } from './emitters.js';
import { classOf } from './unheard.js';
import { provenName } from './workers.js';

/** A worker, or the Nest application that runs some, with nothing to end it in order. */
export interface Unclosed {
  readonly kind: 'worker' | 'application' | 'class';
  readonly node: ts.Node;
  readonly file: ts.SourceFile;
  readonly library: string;
  readonly queueName: string | undefined;
  /** Member that would close it. */
  readonly close: string;
}

const unclosed = new WeakMap<ts.Program, readonly Unclosed[]>();

/** @returns workers of this program that run tasks until the process is killed under them; worked out once. */
export function unclosedWorkers(analysis: Analysis): readonly Unclosed[] {
  const { program } = analysis.host;
  let known = unclosed.get(program);
  if (!known) unclosed.set(program, (known = [...unclosedEmitters(analysis), ...unclosedClasses(analysis)]));
  return known;
}

function unclosedEmitters(analysis: Analysis): readonly Unclosed[] {
  return emittersOf(analysis)
    .filter(({ facts }) => facts.worker === true && facts.closesItself !== true && facts.close.length > 0)
    .filter((site) => site.runs().is === 'yes' && site.closed().is === 'no')
    .map(({ node, file, adapter, facts, queueName }) => ({
      kind: 'worker',
      node,
      file,
      library: adapter.title,
      queueName: provenName(queueName),
      close: facts.close[0] ?? 'close',
    }));
}

/** Nest closes the workers of decorated classes itself, once signals reach it. Which of several applications runs them cannot be told. */
function unclosedClasses(analysis: Analysis): readonly Unclosed[] {
  const { host } = analysis;
  const found = new Map<ts.Node, Unclosed>();
  for (const { workers } of analysis.all()) {
    for (const worker of workers) {
      const holder = classOf(host, worker);
      if (!holder || found.has(holder) || isTestFile(holder.getSourceFile())) continue;
      found.set(holder, {
        kind: 'class',
        node: holder,
        file: holder.getSourceFile(),
        library: worker.adapter.title,
        queueName: provenName(worker.queueName),
        close: 'enableShutdownHooks',
      });
    }
  }
  const [first] = found.values();
  if (!first) return [];
  const { makers, closed } = applicationsOf(host);
  const [application] = makers;
  if (closed || !application) return [];
  if (makers.length > 1) return [...found.values()];
  return [{ ...first, kind: 'application', node: application, file: application.getSourceFile() }];
}

function applicationsOf(host: Host): {
  readonly makers: readonly ts.CallExpression[];
  readonly closed: boolean;
} {
  const packages: readonly string[] = nestShutdown.packages;
  const makers: ts.CallExpression[] = [];
  let closed = false;
  const words = [...nestShutdown.makers, ...nestShutdown.closers];
  for (const file of ownFiles(host.program)) {
    if (!words.some((word) => file.text.includes(word)) || isTestFile(file)) continue;
    for (const { node, name, nameNode } of fileSyntax(host.ts, file).calls) {
      const makes = (nestShutdown.makers as readonly string[]).includes(name);
      if (!makes && !(nestShutdown.closers as readonly string[]).includes(name)) continue;
      const declaration = symbolAt(host, nameNode)?.declarations?.[0];
      const from = declaration && declaringPackage(declaration);
      if (from === undefined || !packages.includes(from)) continue;
      if (!makes) closed = true;
      else if (ownerName(host, declaration) === 'NestFactoryStatic') makers.push(node);
    }
  }
  return { makers, closed };
}

function ownerName({ ts }: Host, declaration: ts.Declaration | undefined): string | undefined {
  const holder = declaration?.parent;
  return holder && ts.isClassLike(holder) ? holder.name?.text : undefined;
}
