import { describe, expect, it } from 'vitest'
import { holdsSecretForm, withoutSecretForms } from '../../src/security/secret-forms.ts'

/** Texts as databases, drivers and people write them; `⟦…⟧` marks what must not pass. */
const texts: Readonly<Record<string, readonly string[]>> = {
  'addresses of databases': [
    'mongodb://root:⟦hunter⟧@h/db',
    'cannot reach mongodb+srv://root:⟦p@ss/w⟧@h1:27017,h2:27017/db?replicaSet=x',
    'https://admin:⟦hunter⟧@h:8080/a',
    'redis://:⟦hunter⟧@h:6379',
    'jdbc:mysql://h:3306/x?user=root&password=⟦hunter⟧&useSSL=false',
    'jdbc:oracle:thin:scott/⟦tiger⟧@//db:1521/orcl',
    'sqlplus scott/⟦tiger⟧@ORCL',
    'Server=h;Uid=u;Pwd=⟦hunter,2⟧;Encrypt=no',
  ],
  'SQL that sets a password': [
    "CREATE USER 'x'@'%' IDENTIFIED BY '⟦my secret pw⟧';",
    "ALTER USER x IDENTIFIED WITH mysql_native_password BY '⟦it''s one⟧'",
    'alter user x identified by ⟦tiger⟧ replace ⟦lion⟧;',
    "SET PASSWORD FOR 'jeff'@'%' = '⟦hunter⟧'",
    "SET PASSWORD = PASSWORD('⟦hunter⟧')",
    "ALTER ROLE u WITH LOGIN PASSWORD '⟦a b⟧'",
    "ALTER LOGIN u WITH PASSWORD = N'⟦a b⟧'",
    'db.createUser({ user: "u", pwd: "⟦a b⟧", roles: [] })',
  ],
  'assignments to a telling name': [
    'password: ⟦hunter⟧',
    'password=⟦ab,cd⟧&x=1',
    'Password = "⟦a b c⟧"',
    '{"dbPassword":"⟦a \\"quoted\\" one⟧","dbUser":"root"}',
    '{\\"db_password\\":\\"⟦hunter⟧\\"}',
    '{"password":⟦12345678⟧}',
    'PGPASSWORD=⟦hunter⟧ psql -h x',
    'secret_access_key => ⟦abc/def+1⟧',
    'SK: ⟦ABCDEF⟧',
    '密码：⟦hunter⟧',
    '密码为⟦hunter⟧，请更换',
    'q=password%3D⟦hunter⟧',
    '<password>⟦hunter⟧</password>',
  ],
  'options of command lines': [
    'mysql -u root -p⟦S3cret⟧ -h x',
    'mysqldump -p ⟦hunter⟧ db',
    'redis-cli -a ⟦hunter⟧ ping',
    'tool --db-password ⟦hunter⟧ --x',
    'curl -u admin:⟦hunter⟧ http://x',
  ],
  'headers and tokens': [
    'Authorization: ⟦Basic dXNlcjpwYXNz⟧',
    '{"headers":{"Authorization":"⟦SDK-HMAC-SHA256 Access=x, Signature=y⟧"}}',
    'X-Auth-Token: ⟦MIIabc⟧',
    'Cookie: ⟦a=b; c=d⟧',
    'sent bearer ⟦abcdefghijkl.mnop⟧',
    'it was ⟦xoxb-1234567890-abc⟧',
    'it was ⟦eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig⟧',
    '-----BEGIN RSA PRIVATE KEY-----⟦\nMIIE\n⟧-----END RSA PRIVATE KEY-----',
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="⟦b c⟧";',
  ],
}

describe.each(Object.entries(texts))('%s', (_, written) => {
  it.each(written)('%s', (marked) => {
    const text = marked.replaceAll(/[⟦⟧]/g, '')
    expect(withoutSecretForms(text)).toBe(marked.replaceAll(/⟦[^⟧]*⟧/g, '***'))
    expect(holdsSecretForm(text)).toBe(true)
  })
})

it.each([
  'The database username or password is incorrect: check the password.',
  'incorrect username or password: Access denied for user',
  '请检查密码是否正确。密码：请联系管理员',
  "CREATE USER '<user>'@'<DRS IP>' IDENTIFIED BY '<password>';",
  '--password env:DB_ORDERS and file:/run/secrets/x',
  'password: env:DB_ORDERS',
  'set_private_key_password: false, token=null',
  'http://host:8080/a@b and team@example.com',
  'ssh -p 22, tool -port 3306, -print',
  'password=***',
  'INCRE_TRANSFER_STARTED',
])('is left as it is: %s', (text) => {
  expect(withoutSecretForms(text)).toBe(text)
})

it('knows further names', () => {
  expect(withoutSecretForms('pin=4711 spin=4711', new Set(['pin']))).toBe('pin=*** spin=4711')
})

/** With time that grows with the square of the text each of these would take many minutes. */
it.each([
  'a',
  'password',
  'password="',
  'password=\\"',
  'password:a ',
  'password>',
  '://',
  '://a:',
  'a/b@',
  '@a/',
  ' -pa',
  'mysql -p ',
  '0123456789abcdef',
  'identified by ',
  '\\',
  '-----BEGIN PRIVATE KEY-----',
  'authorization: ',
  'eyJ',
  ' -u a:',
  '&a',
  'bearer ',
])(
  'reads a megabyte of “%s” once',
  (part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length))
    expect(withoutSecretForms(`${text} password=hunter22`)).not.toContain('hunter22')
  },
  10_000,
)
