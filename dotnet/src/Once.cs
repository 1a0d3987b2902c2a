using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Bootpay
{
    /// <summary>Remembers which verifications were used, for every process that confirms.</summary>
    public interface IOnce
    {
        /// <summary>
        /// Says whether this is the first call with this order id: true for one caller, also if several ask at the same moment, and false
        /// for all others for at least as long as <paramref name="keep"/>. So look and write in one step.
        /// </summary>
        Task<bool> Consume(string orderId, TimeSpan keep, CancellationToken cancel);
    }

    /// <summary>Remembers in this process alone: for tests, and for a service that is one process. A restart forgets it.</summary>
    public sealed class MemoryOnce : IOnce
    {
        private readonly Dictionary<string, TimeSpan> _ends = new Dictionary<string, TimeSpan>();
        private readonly Stopwatch _clock = Stopwatch.StartNew(); // which nobody sets

        /// <inheritdoc/>
        public Task<bool> Consume(string orderId, TimeSpan keep, CancellationToken cancel)
        {
            lock (_ends)
            {
                var now = _clock.Elapsed;
                foreach (var used in _ends.Where(used => used.Value <= now).Select(used => used.Key).ToList())
                {
                    _ends.Remove(used);
                }
                if (_ends.ContainsKey(orderId))
                {
                    return Task.FromResult(false);
                }
                _ends[orderId] = now + keep;
                return Task.FromResult(true);
            }
        }
    }

    /// <summary>
    /// Remembers in Redis or Valkey: SET bootpay:once:&lt;order id&gt; … NX, with a time to live. Use one that does not evict such keys:
    /// an evicted key is a verification that can be used again.
    /// </summary>
    public sealed class RedisOnce : IOnce
    {
        private readonly Func<string, string, TimeSpan, Task<bool>> _setIfAbsent;
        private readonly Func<string, Task<string>> _get;

        /// <summary>With the two commands of your client: SET with NX and a time to live, which says whether it has set; and GET.</summary>
        /// <param name="setIfAbsent">Key, value, time to live.</param>
        /// <param name="get">Takes a key and gives its value, or null if the key is not stored.</param>
        public RedisOnce(Func<string, string, TimeSpan, Task<bool>> setIfAbsent, Func<string, Task<string>> get)
        {
            _setIfAbsent = setIfAbsent;
            _get = get;
        }

        /// <inheritdoc/>
        public async Task<bool> Consume(string orderId, TimeSpan keep, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            // the value tells our own write from another's: clients repeat a command whose answer was lost
            string key = "bootpay:once:" + orderId, mine = Guid.NewGuid().ToString("N");
            return await _setIfAbsent(key, mine, keep).ConfigureAwait(false) || await _get(key).ConfigureAwait(false) == mine;
        }
    }

    /// <summary>A database, as <see cref="DbOnce"/> speaks to it.</summary>
    public enum OnceDialect
    {
        /// <summary>PostgreSQL, for example through Npgsql.</summary>
        PostgreSql,
        /// <summary>SQLite 3.24 or newer.</summary>
        Sqlite,
        /// <summary>MySQL or MariaDB.</summary>
        MySql,
    }

    /// <summary>Remembers in the table bootpay_once of a database, through ADO.NET; <see cref="Table"/> is the SQL that makes it.</summary>
    public sealed class DbOnce : IOnce
    {
        private readonly Func<DbConnection> _connect;
        private readonly DbTransaction _transaction;
        private readonly OnceDialect _dialect;

        /// <summary>With connections of its own, each open for one command: <paramref name="connect"/> gives a new one.</summary>
        public DbOnce(Func<DbConnection> connect, OnceDialect dialect)
        {
            _connect = connect ?? throw new ArgumentNullException(nameof(connect));
            _dialect = dialect;
        }

        /// <summary>In your transaction. Save what you keep about the person in the same one: either both are there, or none.</summary>
        public DbOnce(DbTransaction transaction, OnceDialect dialect)
        {
            _transaction = transaction ?? throw new ArgumentNullException(nameof(transaction));
            _dialect = dialect;
        }

        /// <summary>The SQL that makes the table.</summary>
        public static string Table()
        {
            return Received.Text(Core.Answer("identity.once_table", new Dictionary<string, object>()), "sql");
        }

        /// <inheritdoc/>
        public async Task<bool> Consume(string orderId, TimeSpan keep, CancellationToken cancel)
        {
            const string values = " INTO bootpay_once (order_id, expires_at) VALUES (@order_id, @expires_at)";
            string insert;
            switch (_dialect)
            {
                case OnceDialect.PostgreSql:
                case OnceDialect.Sqlite:
                    insert = "INSERT" + values + " ON CONFLICT DO NOTHING";
                    break;
                case OnceDialect.MySql:
                    insert = "INSERT IGNORE" + values;
                    break;
                default:
                    throw new InvalidOperationException("bootpay: the dialect of DbOnce must be PostgreSql, Sqlite or MySql");
            }
            var rows = await Executed(insert, cancel, orderId, Now() + (long)keep.TotalSeconds).ConfigureAwait(false);
            return rows == 1;
        }

        /// <summary>Deletes the rows that nobody needs any more, and says how many.</summary>
        public Task<int> ForgetExpired(CancellationToken cancel = default(CancellationToken))
        {
            return Executed("DELETE FROM bootpay_once WHERE expires_at < @expires_at", cancel, null, Now());
        }

        private async Task<int> Executed(string sql, CancellationToken cancel, string orderId, long expiresAt)
        {
            var own = _transaction == null ? _connect() : null;
            try
            {
                var connection = own ?? _transaction.Connection;
                if (own != null && own.State == ConnectionState.Closed)
                {
                    await own.OpenAsync(cancel).ConfigureAwait(false);
                }
                using (var command = connection.CreateCommand())
                {
                    command.CommandText = sql;
                    command.Transaction = _transaction;
                    if (orderId != null)
                    {
                        Add(command, "@order_id", DbType.String, orderId);
                    }
                    Add(command, "@expires_at", DbType.Int64, expiresAt);
                    return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
                }
            }
            finally
            {
                if (own != null)
                {
                    own.Dispose();
                }
            }
        }

        private static void Add(DbCommand command, string name, DbType type, object value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = type;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        private static long Now()
        {
            return (long)(DateTime.UtcNow - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds;
        }
    }
}
