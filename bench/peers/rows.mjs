// What both Node peers ask of the SQLite file: prepared once, one statement per edge and level.
import Database from 'better-sqlite3'

export function open (file) {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  db.pragma('mmap_size = 1073741824')
  const club = 'pk, id, slug, name, status, legal_form AS legalForm, register_number AS registerNumber, ars'
  const clubs = db.prepare(`SELECT ${club} FROM organization WHERE listed = 1 AND type = 'CLUB' ORDER BY sort_key, pk LIMIT ?`)
  const byId = db.prepare(`SELECT ${club} FROM organization WHERE id = ? AND type = 'CLUB'`)
  const areas = db.prepare('SELECT ars, name FROM area WHERE ars IN (SELECT value FROM json_each(?))')
  const places = db.prepare('SELECT pk, id, name FROM place WHERE pk IN (SELECT value FROM json_each(?))')
  const events = db.prepare(`
    SELECT organizer_pk, id, name, location_pk FROM (
      SELECT organizer_pk, pk, id, name, location_pk, first_start,
             row_number() OVER (PARTITION BY organizer_pk ORDER BY first_start, pk) AS n
      FROM event WHERE listed = 1 AND organizer_pk IN (SELECT value FROM json_each(?)))
    WHERE n <= ? ORDER BY organizer_pk, first_start, pk`)

  const keyed = (statement, column) => (keys) => {
    const found = new Map(statement.all(JSON.stringify([...new Set(keys)])).map((row) => [row[column], row]))
    return keys.map((key) => found.get(key) ?? null)
  }
  return {
    clubs: (first) => clubs.all(first),
    club: (id) => byId.get(id) ?? null,
    areasByArs: keyed(areas, 'ars'),
    placesByPk: keyed(places, 'pk'),
    eventsByOrganizer: (pks, first) => {
      const lists = new Map(pks.map((pk) => [pk, []]))
      for (const row of events.all(JSON.stringify(pks), first)) lists.get(row.organizer_pk).push(row)
      return pks.map((pk) => lists.get(pk))
    }
  }
}
