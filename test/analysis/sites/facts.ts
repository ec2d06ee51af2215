/** Prints the facts of small programs, so that tests read as a table of what was found. */
import path from 'node:path';
import ts from 'typescript';
import { analyze, type Analysis } from '../../../src/analysis/facts.js';
import type { Answer } from '../../../src/analysis/program/answer.js';
import type { OptionValue } from '../../../src/analysis/sites/site.js';
import type { Settings } from '../../../src/analysis/program/host.js';
import { createTestProgram } from '../../program.js';

/** @returns the analysis of a program over these files. */
export function analysisOf(
  files: Readonly<Record<string, string>>,
  settings?: Settings,
  compiler: typeof ts = ts,
): Analysis {
  return analyze(compiler, createTestProgram(files, compiler), settings);
}

/** @returns one line for each enqueue, worker and queue: where it is, and what is known of it. */
export function factLines(analysis: Analysis, options: readonly string[] = []): readonly string[] {
  const lines: string[] = [];
  const { checker } = analysis.host;
  for (const facts of analysis.all()) {
    for (const site of [...facts.enqueues, ...facts.sends]) {
      const chain = site.wrappers.map((step) => step.name);
      const payload = site.payloads.map(
        (part) => `${part.path.join('.')}: ${checker.typeToString(part.type)}`,
      );
      lines.push(
        [
          `${place(site.node)} enqueue ${[...chain, site.locator.member].join(' -> ')}`,
          `queue ${shown(site.queue.name)}`,
          `task ${shown(site.taskName)}`,
          ...options.map((option) => `${option} ${shownOption(site.option(option))}`),
          `payload ${payload.join(' | ')}`,
        ].join(', '),
      );
    }
    for (const worker of facts.workers) {
      const body = worker.task ? place(worker.task.function) : 'out of sight';
      lines.push(
        `${place(worker.node)} worker queue ${shown(worker.queueName)}, task ${shown(worker.taskName)}, body ${body}`,
      );
    }
    for (const queue of facts.queues) {
      lines.push(
        [
          `${place(queue.node)} queue ${shown(queue.name)}`,
          ...options.map((option) => `${option} ${shownOption(queue.option(option))}`),
        ].join(', '),
      );
    }
  }
  return lines.sort();
}

function place(node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${path.basename(file.fileName)}:${line + 1}`;
}

function shown(answer: Answer<string>): string {
  return answer.is === 'yes' ? answer.value : answer.is === 'no' ? 'none' : `(${answer.why})`;
}

function shownOption(answer: Answer<OptionValue>): string {
  if (answer.is !== 'yes') return answer.is === 'no' ? 'unset' : `(${answer.why})`;
  const { literal, layer } = answer.value;
  return `${literal === undefined ? 'set' : String(literal)} by ${layer}`;
}
