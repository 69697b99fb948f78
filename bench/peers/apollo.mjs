// Apollo Server with dataloaders, on Fastify: node apollo.mjs DATABASE PORT
import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import fastifyApollo from '@as-integrations/fastify'
import DataLoader from 'dataloader'
import Fastify from 'fastify'
import { open } from './rows.mjs'

const [file, port] = process.argv.slice(2)
const rows = open(file)
const server = new ApolloServer({
  typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query: {
      clubs: (_, { first }) => ({ nodes: rows.clubs(first ?? 20) }),
      club: (_, { id }) => rows.club(id)
    },
    Club: {
      municipality: (club, _, { areas }) => (club.ars === null ? null : areas.load(club.ars)),
      events: async (club, { first }, { events }) => ({ nodes: await events(first ?? 20).load(club.pk) })
    },
    Event: {
      location: (event, _, { places }) => (event.location_pk === null ? null : places.load(event.location_pk))
    }
  }
})
await server.start()
const app = Fastify()
await app.register(fastifyApollo(server), {
  context: async () => {
    const lists = new Map()
    return {
      areas: new DataLoader(async (keys) => rows.areasByArs(keys)),
      places: new DataLoader(async (keys) => rows.placesByPk(keys)),
      events: (first) => {
        if (!lists.has(first)) lists.set(first, new DataLoader(async (pks) => rows.eventsByOrganizer(pks, first)))
        return lists.get(first)
      }
    }
  }
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
