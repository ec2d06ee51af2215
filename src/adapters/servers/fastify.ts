import { defineServer } from './shape.js';

/** Fastify 3 to 5; types checked for 5. Facts: its `types/{instance,request,reply,route}.d.ts`. */
export const fastify = defineServer({
  id: 'fastify',
  title: 'Fastify',
  packages: { fastify: '>=3' },
  parameters: ['FastifyRequest', 'FastifyReply'],
  routes: [
    {
      owner: 'FastifyInstance',
      members: ['all', 'get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'route'],
    },
  ],
});
