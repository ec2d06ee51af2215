/** FACTS: the one door through which rules and codemods see what a program does with task queues. */
import type ts from 'typescript';
import type { Host, Settings } from './program/host.js';
import type { EnqueueSite, FileFacts, QueueSite, TaskBody, WorkerSite } from './sites/site.js';

/** Everything known about one program. Lazy: a fact is worked out when it is first asked for. */
export interface Analysis {
  readonly host: Host;
  /** Facts of one file; empty for a file without a candidate. */
  file(file: ts.SourceFile): FileFacts;
  /** Facts of every candidate file of the program. */
  all(): Iterable<FileFacts>;
  /** What the program shows about one queue name of one library. */
  queue(adapterId: string, name: string): QueueFacts;
  stats(): Stats;
}

/** Producers, constructions and workers that share a queue name. */
export interface QueueFacts {
  readonly sites: readonly QueueSite[];
  readonly producers: readonly EnqueueSite[];
  readonly workers: readonly WorkerSite[];
  readonly tasks: readonly TaskBody[];
}

/** How much was found, resolved and left open, so that silence never looks like success. */
export interface Stats {
  readonly files: number;
  readonly enqueueSites: number;
  readonly workers: number;
  readonly queues: number;
  /** Answered questions, by question. */
  readonly resolved: Readonly<Record<string, number>>;
  /** Open questions, by question and reason. */
  readonly unknown: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** @returns the analysis of a program, cached per program. Never throws: compiler errors become unknowns. */
export function analyze(
  compiler: typeof ts,
  program: ts.Program,
  settings: Settings = {},
): Analysis {
  void compiler;
  void program;
  void settings;
  throw new Error('not built yet');
}
