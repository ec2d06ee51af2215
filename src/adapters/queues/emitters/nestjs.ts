/** A method decorator of a Nest binding that makes the method a listener of failed tasks. */
export interface FailureDecorator {
  readonly package: string;
  readonly decorator: string;
  /** Event that its first argument must name; absent: the decorator stands for it. */
  readonly event?: string;
  /** It hears of tasks that any process ran, so one class may listen for the workers of others. */
  readonly everywhere?: boolean;
}

/** `@nestjs/bullmq` and `@nestjs/bull`: their `dist/decorators`. */
export const failureDecorators: readonly FailureDecorator[] = [
  { package: '@nestjs/bullmq', decorator: 'OnWorkerEvent', event: 'failed' },
  { package: '@nestjs/bullmq', decorator: 'OnQueueEvent', event: 'failed', everywhere: true },
  { package: '@nestjs/bull', decorator: 'OnQueueFailed' },
  { package: '@nestjs/bull', decorator: 'OnGlobalQueueFailed', everywhere: true },
  { package: '@nestjs/bull', decorator: 'OnQueueEvent', event: 'failed', everywhere: true },
];

/** What a Nest program calls so that SIGTERM closes its workers (`onApplicationShutdown` of the bindings). */
export const nestShutdown = {
  packages: ['@nestjs/common', '@nestjs/core'],
  /** Makes an application or its context. */
  makers: ['create', 'createApplicationContext', 'createMicroservice'],
  /** Members that close what it runs, or let signals do so. */
  closers: ['enableShutdownHooks', 'close'],
} as const;

/** Packages whose decorated classes are workers that Nest makes and closes. */
export const emitterPackages: readonly string[] = ['@nestjs/bullmq', '@nestjs/bull'];
