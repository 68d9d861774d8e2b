package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://host:3306/shop",
                "jdbc:mariadb://host/shop?useSsl=true",
                "jdbc:mariadb:sequential://one,two/shop",
                "jdbc:mysql://[::1]:3306/"
            })
    void bothSchemesAreRight(String url) {
        assertThat(MysqlUrl.problems(url)).isEmpty();
    }

    @Test
    void whatIsWrongIsToldWithoutTheSecret() {
        assertThat(MysqlUrl.problems("jdbc:mysql://me:secret@host/shop"))
                .singleElement()
                .asString()
                .contains("beside url")
                .doesNotContain("secret");
        assertThat(MysqlUrl.problems("jdbc:mysql://host/shop?password=secret"))
                .containsExactly(
                        "must not set password: write password beside url, from the environment");
        assertThat(MysqlUrl.problems("jdbc:mysql://host/shop?zeroDateTimeBehavior=round"))
                .containsExactly("must not set zeroDateTimeBehavior: set mysql.zero-dates");
        assertThat(MysqlUrl.problems("jdbc:postgresql://host/shop"))
                .singleElement()
                .asString()
                .contains("jdbc:mariadb://host:port/database");
    }
}
