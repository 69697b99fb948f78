// One load: node load.mjs URL BODY CONNECTIONS SECONDS → a line of JSON with what was seen.
import autocannon from 'autocannon'

const [url, body, connections, seconds] = process.argv.slice(2)
const seen = await autocannon({
  url,
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', accept: 'application/json' },
  connections: Number(connections),
  duration: Number(seconds)
})
console.log(JSON.stringify({
  requests: seen.requests.total,
  seconds: seen.duration,
  p50: seen.latency.p50,
  p99: seen.latency.p99,
  errors: seen.errors + seen.timeouts + seen.non2xx,
  bytes: seen.throughput.total
}))
