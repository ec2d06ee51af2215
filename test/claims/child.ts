/** Programs in processes of their own, and servers that can be taken away from them. */
import { spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';

/** A server on a port of its own that can be taken away. */
export interface Server {
  readonly port: number;
  /** Ends every connection and listens no more. */
  cut(): void;
}

async function serve(
  connected: (socket: net.Socket, keep: (other: net.Socket) => void) => void,
): Promise<Server> {
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {
      // The other side went away; `close` follows.
    });
    socket.on('close', () => sockets.delete(socket));
  };
  const server = net.createServer((socket) => {
    keep(socket);
    connected(socket, keep);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, cut };
}

/** @returns a way to a real server, which can be cut. */
export function proxyTo(url: string): Promise<Server> {
  const { hostname, port } = new URL(url);
  return serve((socket, keep) => {
    const target = net.connect(Number(port), hostname);
    keep(target);
    socket.pipe(target).pipe(socket);
    socket.on('close', () => target.destroy());
    target.on('close', () => socket.destroy());
  });
}

function frame(channel: number, method: readonly [number, number], args: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head.writeUInt8(1, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(args.length + 4, 3);
  head.writeUInt16BE(method[0], 7);
  head.writeUInt16BE(method[1], 9);
  return Buffer.concat([head, args, Buffer.from([0xce])]);
}

function longText(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text)]);
}

/** What an AMQP 0-9-1 broker answers to each method (class.method) of a client that only connects. */
const answers: Readonly<Record<string, (channel: number) => Buffer>> = {
  '10.11': () => frame(0, [10, 30], Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])),
  '10.40': () => frame(0, [10, 41], Buffer.from([0])),
  '20.10': (channel) => frame(channel, [20, 11], longText('')),
  '20.40': (channel) => frame(channel, [20, 41], Buffer.alloc(0)),
};

/** @returns a broker that takes connections and channels, and nothing more. */
export function amqpBroker(): Promise<Server> {
  return serve((socket) => {
    let open = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', (data) => {
      open = Buffer.concat([open, data]);
      if (!greeted && open.length >= 8) {
        greeted = true;
        open = open.subarray(8);
        const start = [Buffer.from([0, 9, 0, 0, 0, 0]), longText('PLAIN'), longText('en_US')];
        socket.write(frame(0, [10, 10], Buffer.concat(start)));
      }
      while (greeted && open.length >= 8 && open.length >= open.readUInt32BE(3) + 8) {
        const size = open.readUInt32BE(3);
        const channel = open.readUInt16BE(1);
        const method = open[0] === 1 ? `${String(open.readUInt16BE(7))}.${String(open.readUInt16BE(9))}` : '';
        open = open.subarray(size + 8);
        const answer = answers[method]?.(channel);
        if (answer) socket.write(answer);
      }
    });
  });
}

/** @returns a Faktory server without work. */
export function faktoryServer(): Promise<Server> {
  return serve((socket) => {
    socket.write('+HI {"v":2}\r\n');
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').filter(Boolean)) {
        socket.write(line.startsWith('FETCH') ? '$-1\r\n' : '+OK\r\n');
      }
    });
  });
}

/** A server that nobody asks for anything. */
export function noServer(): Promise<Server> {
  return serve(() => {
    // Never connected to.
  });
}

/** A program in a process of its own; it prints a line for each thing worth knowing. */
export interface Child {
  /** Resolves when the line has been printed this often; rejects when the process ends before. */
  prints(line: string, times?: number): Promise<void>;
  /** Resolves with exit code or signal, and what was printed to stderr. */
  readonly ended: Promise<{ readonly code: number | string; readonly errors: string }>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Starts a module in the folder of the queue libraries. */
export function start(code: string): Child {
  const cwd = path.resolve(import.meta.dirname, '../../fixtures/libraries/queues');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { cwd });
  const waiting: { line: string; left: number; done: () => void }[] = [];
  const printed: string[] = [];
  let errors = '';
  let rest = '';
  child.stdout.on('data', (data: Buffer) => {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      printed.push(line);
      for (const entry of waiting) if (entry.line === line && --entry.left === 0) entry.done();
    }
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<{ code: number | string; errors: string }>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code: signal ?? code ?? 0, errors });
    });
  });
  return {
    ended,
    prints: (line, times = 1) =>
      new Promise((resolve, reject) => {
        const left = times - printed.filter((known) => known === line).length;
        if (left <= 0) resolve();
        else waiting.push({ line, left, done: resolve });
        void ended.then(({ code }) => {
          reject(new Error(`It ended (${String(code)}) before it printed "${line}":\n${errors}`));
        });
      }),
    kill: (signal) => child.kill(signal),
  };
}
