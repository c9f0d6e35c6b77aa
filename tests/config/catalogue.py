"""All that migrations make, as PostgreSQL describes it."""

DESCRIPTIONS = """
SELECT 'table ' || relname || ' ' || relkind::text || relpersistence::text || ' ' || coalesce(reloptions::text, '')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'column ' || c.relname || '.' || a.attname
    || ' ' || row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum)
    || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || ' ' || a.attidentity::text || a.attgenerated::text || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid)
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND p.prolang <> 13
UNION ALL SELECT 'sequence ' || sequencename || ' ' || data_type || ' ' || start_value || ' ' || min_value
    || ' ' || max_value || ' ' || increment_by || ' ' || cache_size || ' ' || cycle
    FROM pg_sequences WHERE schemaname = 'public'
UNION ALL SELECT 'extension ' || extname FROM pg_extension
"""


def catalogue(cursor):
    """A line for each table, column, constraint, index, trigger, function, sequence and extension."""
    cursor.execute(DESCRIPTIONS)
    return sorted(line for (line,) in cursor.fetchall())
