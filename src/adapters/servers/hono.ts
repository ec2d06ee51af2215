import { defineServer } from './shape.js';

/** Hono 4. Facts: its `dist/types/{context,hono-base}.d.ts`. */
export const hono = defineServer({
  id: 'hono',
  title: 'Hono',
  packages: { hono: '>=4' },
  parameters: ['Context'],
  routes: [
    { owner: 'Hono', members: ['all', 'get', 'post', 'put', 'delete', 'patch', 'options', 'on', 'use'] },
  ],
});
