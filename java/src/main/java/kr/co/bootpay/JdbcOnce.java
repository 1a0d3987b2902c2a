package kr.co.bootpay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import javax.sql.DataSource;

/** A store in the table {@code bootpay_once}; {@link #table} has the SQL that makes it. */
public final class JdbcOnce implements Once {
    private final transient DataSource source;
    private final transient Connection connection;

    JdbcOnce(DataSource source, Connection connection) {
        this.source = source;
        this.connection = connection;
    }

    @Override
    public boolean consume(String orderId, Duration keep) {
        long end = Instant.now().plus(keep).getEpochSecond();
        return 1 == with(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(insertInto(connection))) {
                insert.setString(1, orderId);
                insert.setLong(2, end);
                return insert.executeUpdate();
            }
        });
    }

    /** Deletes the rows that nobody needs any more, and says how many. */
    public int forgetExpired() {
        return with(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM bootpay_once WHERE expires_at < ?")) {
                delete.setLong(1, Instant.now().getEpochSecond());
                return delete.executeUpdate();
            }
        });
    }

    /** The SQL that makes the table. */
    public static String table() {
        return (String) Identity.asked("once_table", new HashMap<>()).get("sql");
    }

    /** An error would abort PostgreSQL's transaction, so a second use is no error. */
    private static String insertInto(Connection connection) throws SQLException {
        String database = connection.getMetaData().getDatabaseProductName();
        String row = "INTO bootpay_once (order_id, expires_at) VALUES (?, ?)";
        switch (database.toLowerCase(Locale.ROOT)) {
            case "postgresql":
            case "sqlite":
                return "INSERT " + row + " ON CONFLICT DO NOTHING";
            case "mysql":
            case "mariadb":
                return "INSERT IGNORE " + row;
            default:
                throw new SQLException("PostgreSQL, SQLite, MySQL and MariaDB are known, and not " + database);
        }
    }

    private interface Use {
        int of(Connection connection) throws SQLException;
    }

    private int with(Use use) {
        if (source == null && connection == null) {
            throw new UnavailableException("the store has no database", null);
        }
        try {
            if (connection != null) {
                return use.of(connection);
            }
            try (Connection own = source.getConnection()) {
                int rows = use.of(own);
                if (!own.getAutoCommit()) {
                    own.commit();
                }
                return rows;
            }
        } catch (SQLException failed) {
            throw new UnavailableException("the database does not say whether it was used", failed);
        }
    }
}
