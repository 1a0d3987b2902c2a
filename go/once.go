package bootpay

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"sync"
	"time"
)

// Once remembers which verifications were used, for every process that confirms.
type Once interface {
	// Consume says whether nobody consumed orderId before: true for one caller, whoever else asks at the same moment, and false
	// for everybody else for at least as long as keep. So look and write in one step.
	Consume(ctx context.Context, orderId string, keep time.Duration) (bool, error)
}

// MemoryOnce remembers in this process alone: for tests, and for a service that is one process. A restart forgets it.
type MemoryOnce struct {
	lock sync.Mutex
	ends map[string]time.Time
}

// NewMemoryOnce gives an empty one.
func NewMemoryOnce() *MemoryOnce { return &MemoryOnce{ends: map[string]time.Time{}} }

// Consume is that of Once.
func (once *MemoryOnce) Consume(_ context.Context, orderId string, keep time.Duration) (bool, error) {
	now := time.Now()
	once.lock.Lock()
	defer once.lock.Unlock()
	if once.ends == nil {
		once.ends = map[string]time.Time{}
	}
	for used, end := range once.ends {
		if !now.Before(end) {
			delete(once.ends, used)
		}
	}
	if _, isUsed := once.ends[orderId]; isUsed {
		return false, nil
	}
	once.ends[orderId] = now.Add(keep)
	return true, nil
}

// RedisClient is what RedisOnce needs of a client of go-redis: redis.Client, redis.ClusterClient, or a UniversalClient.
type RedisClient[Set interface{ Result() (bool, error) }, Get interface{ Result() (string, error) }] interface {
	SetNX(ctx context.Context, key string, value interface{}, expiration time.Duration) Set
	Get(ctx context.Context, key string) Get
}

type redisOnce struct {
	set func(ctx context.Context, key, value string, keep time.Duration) (bool, error)
	get func(ctx context.Context, key string) (string, error)
}

// NewRedisOnce remembers in Redis or Valkey: SET bootpay:once:<order id> … NX, with a time to live. Use one that does not evict
// such keys: an evicted key is a verification that can be used again.
func NewRedisOnce[Set interface{ Result() (bool, error) }, Get interface{ Result() (string, error) }](client RedisClient[Set, Get]) Once {
	return redisOnce{
		func(ctx context.Context, key, value string, keep time.Duration) (bool, error) {
			return client.SetNX(ctx, key, value, keep).Result()
		},
		func(ctx context.Context, key string) (string, error) { return client.Get(ctx, key).Result() },
	}
}

// Consume is that of Once.
func (once redisOnce) Consume(ctx context.Context, orderId string, keep time.Duration) (bool, error) {
	var random [16]byte
	if _, err := rand.Read(random[:]); err != nil {
		return false, err
	}
	// the value tells our own write from another's: clients repeat a command whose answer was lost
	key, mine := "bootpay:once:"+orderId, hex.EncodeToString(random[:])
	if isFirst, err := once.set(ctx, key, mine, keep); isFirst || err != nil {
		return isFirst && err == nil, err
	}
	held, err := once.get(ctx, key)
	return err == nil && held == mine, err
}

// Dialect is how a database writes what SQLOnce asks.
type Dialect string

// The dialects.
const (
	PostgreSQL Dialect = "INSERT INTO bootpay_once (order_id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"
	SQLite     Dialect = "INSERT INTO bootpay_once (order_id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING"
	MySQL      Dialect = "INSERT IGNORE INTO bootpay_once (order_id, expires_at) VALUES (?, ?)"
)

// Executor is what SQLOnce needs: an *sql.DB, or an *sql.Tx, whose transaction it joins then. Save what you keep about the person
// in the same one: either both are there, or none.
type Executor interface {
	ExecContext(ctx context.Context, query string, arguments ...any) (sql.Result, error)
}

// SQLOnce remembers in the table bootpay_once; OnceTable has the SQL that makes it.
type SQLOnce struct {
	DB      Executor
	Dialect Dialect
}

// Consume is that of Once.
func (once SQLOnce) Consume(ctx context.Context, orderId string, keep time.Duration) (bool, error) {
	switch once.Dialect {
	case PostgreSQL, SQLite, MySQL:
	default:
		return false, fmt.Errorf("bootpay: the Dialect of SQLOnce must be PostgreSQL, SQLite or MySQL")
	}
	if once.DB == nil {
		return false, fmt.Errorf("bootpay: SQLOnce has no DB")
	}
	done, err := once.DB.ExecContext(ctx, string(once.Dialect), orderId, time.Now().Add(keep).Unix())
	if err != nil {
		return false, err
	}
	rows, err := done.RowsAffected()
	return err == nil && rows == 1, err
}

// ForgetExpired deletes the rows that nobody needs any more, and says how many.
func (once SQLOnce) ForgetExpired(ctx context.Context) (int64, error) {
	if once.DB == nil {
		return 0, fmt.Errorf("bootpay: SQLOnce has no DB")
	}
	query := "DELETE FROM bootpay_once WHERE expires_at < ?"
	if once.Dialect == PostgreSQL {
		query = "DELETE FROM bootpay_once WHERE expires_at < $1"
	}
	done, err := once.DB.ExecContext(ctx, query, time.Now().Unix())
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// OnceTable is the SQL that makes the table of SQLOnce.
func OnceTable() string {
	var told struct {
		SQL string `json:"sql"`
	}
	_ = asked("once_table", map[string]any{}, &told)
	return told.SQL
}
