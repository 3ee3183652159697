package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.http.HttpOptions;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The web page, as far as it is files. */
class PageTest {

    private Api api = new Api(new FakeBroker(), HttpOptions.DEFAULT);

    @AfterEach
    void tearDown() {
        api.close();
    }

    private HttpResponse<String> get(String path) {
        return api.send(api.unsigned(path).GET());
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html; charset=utf-8",
        "/index.html,text/html; charset=utf-8",
        "/page.js,text/javascript; charset=utf-8",
        "/page.css,text/css; charset=utf-8",
        "/page.svg,image/svg+xml"
    })
    void servesItsFilesToAnybody(String path, String type) {
        HttpResponse<String> file = get(path);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("content-type")).contains(type);
        assertThat(file.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self'"));
    }

    @Test
    void hasNoScriptAndNoStyleInThePageItself() {
        assertThat(get("/").body()).doesNotContainPattern("<script(?![^>]*\\ssrc=)|<style|\\son\\w+=|\\sstyle=");
    }

    @Test
    void putsTextsOfTheBrokerIntoThePageAsTextOnly() {
        assertThat(get("/page.js").body())
                .doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function");
    }

    @Test
    void isServedBelowThePrefixToo() {
        api.close();
        api = new Api(new FakeBroker(), new HttpOptions("/broker", List.of(), null, 1_000, true, HttpOptions.SECURE));
        assertThat(get("/broker/").statusCode()).isEqualTo(200);
        assertThat(get("/broker/page.js").statusCode()).isEqualTo(200);
    }

    @Test
    void isNotWhatAnUnknownPathGets() {
        assertThat(get("/nothing.html").statusCode()).isEqualTo(404);
    }
}
