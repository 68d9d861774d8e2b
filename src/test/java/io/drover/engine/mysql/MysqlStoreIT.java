package io.drover.engine.mysql;

import io.drover.engine.StoreContract;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.ConnectionPool;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestMariaDb;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class MysqlStoreIT extends StoreContract {
    private TestMariaDb database;

    @BeforeEach
    void create() {
        database = TestMariaDb.create("store");
    }

    @AfterEach
    void drop() {
        ConnectionPool.closeAll();
        database.close();
    }

    @Override
    protected StoringEngine engine() {
        return new MysqlEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return database.endpoint();
    }

    @Override
    protected List<String> rows(TableName table) {
        return database.rows("SELECT id, note FROM `" + table.name() + "` ORDER BY id");
    }
}
