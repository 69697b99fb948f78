// Mercurius with loaders and its JIT: node mercurius.mjs DATABASE PORT
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { open } from './rows.mjs'

const [file, port] = process.argv.slice(2)
const rows = open(file)
const app = Fastify()
app.register(mercurius, {
  schema: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
  jit: 1,
  resolvers: {
    Query: {
      clubs: (_, { first }) => ({ nodes: rows.clubs(first ?? 20) }),
      club: (_, { id }) => rows.club(id)
    }
  },
  loaders: {
    Club: {
      municipality: async (asked) => rows.areasByArs(asked.map(({ obj }) => obj.ars)),
      events: async (asked) =>
        rows.eventsByOrganizer(asked.map(({ obj }) => obj.pk), asked[0].params.first ?? 20).map((nodes) => ({ nodes }))
    },
    Event: {
      location: async (asked) => rows.placesByPk(asked.map(({ obj }) => obj.location_pk))
    }
  }
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
