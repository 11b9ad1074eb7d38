import { say, type Text } from '../base/i18n.ts'
import { type CopiedKind, isCopiedKind } from '../domain/tasks/object-progress.ts'

const kindWords: Readonly<Record<CopiedKind, Text>> = {
  database: say('Databases', '数据库'),
  schema: say('Schemas', 'Schema'),
  table_structure: say('Table structures', '表结构'),
  table: say('Table data', '表数据'),
  table_indexs: say('Table indexes', '表索引'),
  index: say('Indexes', '索引'),
  view: say('Views', '视图'),
  function: say('Functions', '函数'),
  procedure: say('Stored procedures', '存储过程'),
  trigger: say('Triggers', '触发器'),
  event: say('Events', '事件'),
}

/** What a kind of object is called; one that the documents do not name as DRS calls it. */
export function objectKindWords(kind: string): Text {
  return isCopiedKind(kind) ? kindWords[kind] : say(kind, kind)
}

const partWords: Readonly<Partial<Record<string, Text>>> = {
  struct: say('Structures', '结构'),
  data: say('Data', '数据'),
  index: say('Indexes', '索引'),
}

/** What a part of the full phase is called (5.2.2). */
export function copyPartWords(part: string): Text {
  return partWords[part] ?? say(part, part)
}
