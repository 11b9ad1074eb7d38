import { startRedis } from '../../src/sandbox/redis.ts'

/** Started by redis.test.ts as a process of its own, to be killed: owns a server and waits for its end. */
const server = await startRedis()
process.stdout.write(`${server.url}\n`)
process.stdin.resume()
